/** Files that hold no text, or text in another encoding. */
import type { CourantError } from '../../../chain/errors.ts';
import { quote } from '../../../chain/words/quote.ts';
import { inShellQuotes } from '../../../chain/words/shellWord.ts';
import { NotText } from './decode.ts';
import type { Encoding } from './decode.ts';
import type { FoundFile } from './find.ts';
import { invalid } from '../invalid.ts';

/** First bytes of files that people take for text, and what to do with them. */
const others: readonly (readonly [bytes: readonly number[], what: string, hint: string])[] = [
  [[0x1f, 0x8b], 'packed by gzip', 'unpack it first: gunzip'],
  [[0x50, 0x4b, 3, 4], 'a zip archive or a spreadsheet', 'unpack it, or export it as CSV'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'packed by zstd', 'unpack it first: unzstd'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'packed by xz', 'unpack it first: unxz'],
  [[0x42, 0x5a, 0x68], 'packed by bzip2', 'unpack it first: bunzip2'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file', 'export it as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old spreadsheet', 'export it as CSV'],
];

/** @param head the first bytes of the file @returns what is wrong with a file that is no text at all */
export function binaryProblem({ shown }: FoundFile, head: Buffer): CourantError | undefined {
  const other = others.find(([bytes]) => bytes.every((byte, index) => head[index] === byte));
  if (other !== undefined) {
    return invalid({ message: `${quote(shown)} is ${other[1]}, not text`, hint: other[2] });
  }
  if (!isBinary(head)) return undefined;
  const wide = wideEncoding(head);
  if (wide !== undefined) {
    const message = `${quote(shown)} seems to be ${wide}, without the mark that says so`;
    return invalid({ message, hint: iconv(shown, wide) });
  }
  const message = `${quote(shown)} is a binary file, not text`;
  return invalid({ message, hint: 'name a file of CSV, NDJSON or JSON' });
}

/** One byte of every fifty is none of text; a few of them may be somebody's data. */
function isBinary(head: Buffer): boolean {
  const strange = head.filter((byte) => byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27);
  return strange.length > 3 && strange.length * 50 > head.length;
}

/** Latin text in UTF-16 has a zero in every other byte. */
function wideEncoding(head: Buffer): string | undefined {
  const zeros = (odd: number) => head.filter((byte, at) => at % 2 === odd && byte === 0).length;
  const most = head.length * 0.4;
  if (zeros(1) > most && zeros(0) === 0) return 'UTF-16LE';
  return zeros(0) > most && zeros(1) === 0 ? 'UTF-16BE' : undefined;
}

/** The command that turns the file into UTF-8. */
function iconv(shown: string, from: string): string {
  const file = inShellQuotes(shown);
  return `iconv -f ${from} -t UTF-8 ${file} > utf8.tmp && mv utf8.tmp ${file}`;
}

/** An error of the decoder in the user's words; any other as it is. */
export function explained(
  error: unknown,
  { shown, encoding }: Pick<FoundFile, 'shown'> & { readonly encoding: Encoding },
  left?: string,
): unknown {
  if (!(error instanceof NotText)) return error;
  const isUtf8 = encoding === 'utf-8';
  return invalid({
    message: `${quote(shown)} is no text in ${encoding.toUpperCase()}: see byte ${error.offset}${isUtf8 ? '' : ' and after'}`,
    details: isUtf8 ? ['it may be Latin-1, as spreadsheets on Windows write it'] : [],
    hint: isUtf8 ? iconv(shown, 'WINDOWS-1252') : 'export it again as UTF-8',
    left,
  });
}
