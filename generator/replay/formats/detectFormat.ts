/** What a file holds, found out from its first bytes. */
import type { ReplaySource } from '../../../chain/chain.ts';
import { quote } from '../../../chain/words/quote.ts';
import { Blocks } from '../files/blocks.ts';
import { decoderFor, encodingOf } from '../files/decode.ts';
import type { Encoding } from '../files/decode.ts';
import type { FoundFile } from '../files/find.ts';
import { invalid, OtherSettings } from '../invalid.ts';
import { binaryProblem, explained } from '../files/notText.ts';
import type { Notes } from '../notes.ts';
import { namedColumns } from './columns.ts';
import { newlineOf } from './newline.ts';
import type { NumberFormat } from './numberFormat.ts';
import type { TableFormat } from './table.ts';
import { tableFormat } from './tableFormat.ts';
import { recordsHint, wrappingOf } from './wrapped.ts';

export type Format =
  | TableFormat
  | { readonly kind: 'lines'; readonly newline: string }
  /** `records`: where in the document the array stands. */
  | { readonly kind: 'array'; readonly records?: string };

/** What the user says of the files, and whom to tell what was found. */
interface ReadSettings {
  readonly source: ReplaySource;
  readonly notes: Notes;
}

export interface SeenFile extends FoundFile {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark. */
  readonly bom: number;
  readonly format: Format;
  /** How the numbers of a column are written, where it is not plainly. */
  readonly numbers: ReadonlyMap<string, NumberFormat>;
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
  read: ReadSettings,
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
    return { ...file, encoding, bom, format: formatOf(file, text, read), numbers: new Map() };
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

function formatOf(file: FoundFile, head: string, read: ReadSettings): Format {
  if (file.kind === 'table') return tableFormat(file, head, read);
  const { records } = read.source;
  if (records !== undefined) return { kind: 'array', records };
  const first = /\S/.exec(head)?.[0];
  if (first === '[') return { kind: 'array' };
  const newline = newlineOf(head, false);
  if (file.kind === 'lines') return { kind: 'lines', newline };
  if (first === '{') {
    refuseDocument(file, head.trimStart(), read);
    return { kind: 'lines', newline };
  }
  throw invalid({
    message: `${quote(file.shown)} begins with ${quote(first)}, no array of objects`,
    hint: 'give an array of objects, or one object a line',
  });
}

/** An object that is the whole file, or goes over several lines, is no row: at best it holds them. */
function refuseDocument(file: FoundFile, head: string, { source, notes }: ReadSettings): void {
  const { list, names, end } = wrappingOf(head);
  const isCut = end < 0;
  const isOverLines = /[\n\r]/.test(head.slice(0, isCut ? undefined : end).trimEnd());
  const isSole = isCut || head.slice(end).trim() === '';
  const wanted = namedColumns(source).map(({ name }) => name);
  const isRow = wanted.length > 0 && wanted.every((name) => names.includes(name));
  if (!isOverLines && isSole && list === undefined && !isRow && /[[{]/.test(head.slice(1))) {
    const text = `${quote(file.shown)} is one object, and so one reading: what it holds in columns is not read as rows`;
    notes.warn(`one object ${file.shown}`, () => text);
  }
  if (!isOverLines && !(isSole && list !== undefined && !isRow)) return;
  const message = `${quote(file.shown)} is one object${isOverLines ? ' over several lines' : ''}, no array of objects`;
  if (list === undefined) {
    throw invalid({ message, hint: 'give an array of objects, or one object a line' });
  }
  const details = [`it holds a list of objects, ${quote(list)}`];
  throw new OtherSettings({ records: list }, { message, details, hint: recordsHint(list) });
}
