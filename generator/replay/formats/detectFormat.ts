/** What a file holds, found out from its first bytes. */
import { quote } from '../../../chain/words/quote.ts';
import { Blocks } from '../files/blocks.ts';
import { namedColumns } from './columns.ts';
import type { ColumnNames } from './columns.ts';
import { CsvSplitter } from './csv.ts';
import type { CsvFormat } from './csv.ts';
import { decoderFor, encodingOf } from '../files/decode.ts';
import type { Encoding } from '../files/decode.ts';
import type { FoundFile } from '../files/find.ts';
import { invalid } from '../invalid.ts';
import { asObject } from './jsonObject.ts';
import { binaryProblem, explained } from '../files/notText.ts';

export type Format =
  /** `hint`: the first line is `sep=;`, as spreadsheets write it. */
  | { readonly kind: 'table'; readonly csv: CsvFormat; readonly hasHint: boolean }
  | { readonly kind: 'lines'; readonly newline: string }
  | { readonly kind: 'array' };

export interface SeenFile extends FoundFile {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark. */
  readonly bom: number;
  readonly format: Format;
}

const headBytes = 64 * 1024;
/** So much of a file is decoded before anything is sent, so that a wrong encoding is told at once. */
const checkedBytes = 64 * 2 ** 20;

/**
 * @returns `undefined` when the file is empty
 * @throws CourantError COURANT_REPLAY_INVALID when it is no text
 */
export async function detectFormat(
  file: FoundFile,
  named: ColumnNames,
): Promise<SeenFile | undefined> {
  const head = await headOf(file);
  if (head === undefined) return undefined;
  const { encoding, bom } = encodingOf(head);
  const problem = encoding === 'utf-8' ? binaryProblem(file, head) : undefined;
  if (problem !== undefined) throw problem;
  try {
    await checkText(file, encoding, bom);
    const text = decoderFor(encoding, bom).decode(head.subarray(bom));
    if (text.trim() === '' && file.size <= headBytes) return undefined;
    return { ...file, encoding, bom, format: formatOf(file, text, named) };
  } catch (error) {
    throw explained(error, { ...file, encoding });
  }
}

/** A copy of the first block; `undefined` when there is none. */
async function headOf({ path, shown }: FoundFile): Promise<Buffer | undefined> {
  const blocks = new Blocks({ path, shown, from: 0, blockBytes: headBytes, staysOpen: false });
  const head = await blocks.next();
  return head === undefined ? undefined : Buffer.from(head);
}

async function checkText({ path, shown }: FoundFile, encoding: Encoding, from: number) {
  const blocks = new Blocks({ path, shown, from, blockBytes: 2 ** 18, staysOpen: true });
  const decoder = decoderFor(encoding, from);
  try {
    for (let block = await blocks.next(); block !== undefined; block = await blocks.next()) {
      decoder.decode(block);
      if (blocks.at > checkedBytes) return;
    }
    decoder.end();
  } finally {
    await blocks.close();
  }
}

function formatOf(file: FoundFile, head: string, named: ColumnNames): Format {
  if (file.kind === 'table') return tableFormat(file, head, named);
  const first = /\S/.exec(head)?.[0];
  if (first === '[') return { kind: 'array' };
  const newline = newlineOf(head, false);
  if (file.kind === 'lines' || (first === '{' && isObjectALine(head.trimStart(), newline))) {
    return { kind: 'lines', newline };
  }
  const what = first === '{' ? 'is one object over several lines' : `begins with ${quote(first)}`;
  throw invalid({
    message: `${quote(file.shown)} ${what}, no array of objects`,
    hint: 'give an array of objects, or one object a line',
  });
}

/** True also for a line that does not end in the head. */
function isObjectALine(head: string, newline: string): boolean {
  const end = head.indexOf(newline);
  return end < 0 || typeof asObject(head.slice(0, end)) !== 'string';
}

function tableFormat(file: FoundFile, head: string, named: ColumnNames): Format {
  const newline = newlineOf(head, true);
  const hint = /^sep=(.)\r?[\n\r]/.exec(head)?.[1];
  if (hint !== undefined) {
    return { kind: 'table', csv: { delimiter: hint, newline }, hasHint: true };
  }
  const isTabbed = file.path.toLowerCase().endsWith('.tsv');
  const delimiters = isTabbed ? ['\t', ',', ';', '|'] : [',', ';', '\t', '|'];
  const wanted = namedColumns(named).map(({ name }) => name);
  let [best = ',', most] = [delimiters[0], 0];
  for (const delimiter of delimiters) {
    const cells = headerOf(head, { delimiter, newline }).map((cell) => cell.trim());
    // The columns that the user named decide, then the number of columns.
    const found = wanted.filter((name) => cells.includes(name)).length;
    const score = found * 1_000_000 + cells.length;
    if (score > most) [best, most] = [delimiter, score];
  }
  return { kind: 'table', csv: { delimiter: best, newline }, hasHint: false };
}

function headerOf(head: string, format: CsvFormat): string[] {
  let header: string[] | undefined;
  const splitter = new CsvSplitter(format, {
    row: (cells) => {
      header ??= cells;
    },
    bad: () => undefined,
  });
  splitter.push(head);
  splitter.end();
  return header ?? [];
}

/** The first line break outside quotes says how all lines end. */
function newlineOf(head: string, hasQuotes: boolean): '\n' | '\r' {
  let isQuoted = false;
  for (let at = 0; at < head.length; at += 1) {
    const char = head[at];
    if (char === '"' && hasQuotes) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '\n') return '\n';
    else if (char === '\r') return head[at + 1] === '\n' || at + 1 === head.length ? '\n' : '\r';
  }
  return '\n';
}
