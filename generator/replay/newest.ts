/** The newest time of a file, from its end: a gibibyte need not be read before the first row can go. */
import { quote } from '../../chain/words/quote.ts';
import { Blocks } from './files/blocks.ts';
import { contextOf, Cursor } from './cursor.ts';
import type { ReadOptions } from './cursor.ts';
import { decoderFor } from './files/decode.ts';
import type { Format, SeenFile } from './formats/detectFormat.ts';
import { Notes } from './notes.ts';
import { Parser } from './formats/parser.ts';
import type { Progress } from './progress.ts';
import type { ReplayRow } from './formats/rows.ts';
import type { SurveyedFile } from './survey.ts';
import { needsNewest } from './timeline.ts';

const tailBytes = 256 * 1024;
const nobody = () => undefined;

/** Of all files, where the timeline needs it, else the time of the first row; ms since the epoch. */
export async function newestMs(
  { timeMs }: ReplayRow,
  files: readonly SurveyedFile[],
  { read, progress }: { readonly read: ReadOptions; readonly progress: Progress },
): Promise<number> {
  let newest = timeMs ?? 0;
  for (const file of needsNewest(read.source) ? files : []) {
    if (file.first !== undefined)
      newest = Math.max(newest, await newestOfFile(file, read, progress));
  }
  return newest;
}

/** @returns ms since the epoch; files whose rows are not in time order may have a newer one in the middle */
async function newestOfFile(
  surveyed: SurveyedFile,
  read: ReadOptions,
  progress: Progress,
): Promise<number> {
  const firstMs = surveyed.first?.timeMs ?? Number.NEGATIVE_INFINITY;
  // What is wrong with rows is told when they are replayed, with their line.
  const quiet = { ...read, notes: new Notes(nobody) };
  const { size, format } = surveyed.file;
  const hasTail = size > 2 * tailBytes && read.times?.hasDate === true && endsInRows(format);
  const fromTail = hasTail ? newestOf(await tailRows(surveyed, quiet)) : undefined;
  return Math.max(firstMs, fromTail ?? (await newestOfAll(surveyed.file, quiet, progress)));
}

/** False where the end of the file may be of another table than its beginning, or of another list. */
function endsInRows(format: Format): boolean {
  if (format.kind === 'table') return format.csv.comment === undefined;
  return format.kind === 'lines' || format.records === undefined;
}

function newestOf(rows: readonly ReplayRow[]): number | undefined {
  if (rows.length === 0) return undefined;
  return rows.reduce((newest, { timeMs }) => Math.max(newest, timeMs ?? newest), -Infinity);
}

async function tailRows({ file, columns }: SurveyedFile, read: ReadOptions): Promise<ReplayRow[]> {
  const { format } = file;
  const context = contextOf(file, read);
  try {
    const text = resynchronized(file, await tailText(file));
    const table = format.kind === 'table' ? columns : undefined;
    const parser = new Parser({ format, context, columns: table, onBad: nobody });
    parser.push(text);
    parser.end();
    return parser.take();
  } catch {
    return []; // told when the row is reached
  }
}

async function tailText(file: SeenFile): Promise<string> {
  const { path, shown, size, encoding, bom } = file;
  const from = size - tailBytes - ((size - tailBytes - bom) % 2);
  const blocks = new Blocks({ path, shown, from, blockBytes: tailBytes + 2, staysOpen: false });
  const bytes = await blocks.next();
  if (bytes === undefined) return '';
  return decoderFor(encoding, from).decode(encoding === 'utf-8' ? fromCharacter(bytes) : bytes);
}

/** Without the rest of a character whose beginning lies before. */
function fromCharacter(bytes: Buffer): Buffer {
  let at = 0;
  while (at < 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return bytes.subarray(at);
}

/** From where a row begins; if that guess is wrong, its rows have no time and are not counted. */
function resynchronized({ format }: SeenFile, text: string): string {
  if (format.kind === 'array') {
    const between = /\}\s*,\s*(?=\{)/.exec(text);
    return between === null ? '' : `[${text.slice(between.index + between[0].length)}`;
  }
  const newline = format.kind === 'table' ? format.csv.newline : format.newline;
  const lineEnd = text.indexOf(newline);
  return lineEnd < 0 ? '' : text.slice(lineEnd + 1);
}

async function newestOfAll(file: SeenFile, read: ReadOptions, progress: Progress): Promise<number> {
  const cursor = new Cursor({ file, read, onBad: nobody });
  let newest = Number.NEGATIVE_INFINITY;
  try {
    for (let rows = await cursor.next(); rows !== undefined; rows = await cursor.next()) {
      newest = Math.max(newest, newestOf(rows) ?? newest);
      progress.tell(`looking for the last time in ${quote(file.shown)}`, cursor.at, file.size);
    }
    return newest;
  } finally {
    await cursor.close();
  }
}
