/** All files of a replay, looked at before anything is sent. */
import type { ReplaySource } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import { quote } from '../../chain/words/quote.ts';
import { Cursor } from './cursor.ts';
import type { ReadOptions } from './cursor.ts';
import type { FoundFile } from './files/find.ts';
import { missingColumns, missingInSchema } from './formats/columns.ts';
import { detectFormat } from './formats/detectFormat.ts';
import type { SeenFile } from './formats/detectFormat.ts';
import type { ReplayRow } from './formats/rows.ts';
import { invalid, together } from './invalid.ts';
import { findNumbers } from './numbers.ts';
import type { Notes } from './notes.ts';
import type { Progress } from './progress.ts';
import { timeAdvice } from './timeAdvice.ts';

/** A file that was looked at before anything is sent. */
export interface SurveyedFile {
  readonly file: SeenFile;
  readonly columns: readonly string[];
  /** `undefined` when no row is good. */
  readonly first: ReplayRow | undefined;
  /** Bad rows before the first good one. */
  readonly badRows: number;
  /** What was wrong with the first of them. */
  readonly reasons: readonly string[];
}

/**
 * @returns the files, and the first row of all
 * @throws CourantError COURANT_REPLAY_INVALID: what is wrong with any file, or that no row is good
 */
export async function survey(found: readonly FoundFile[], read: ReadOptions, progress: Progress) {
  const { source, notes } = read;
  const problems: CourantError[] = [];
  const formats = await eachFile(found, problems, (file) => detectFormat(file, read));
  const looked = formats.filter((file) => file !== undefined);
  if (problems.length === 0) problems.push(...uselessSettings(source, looked));
  const numbers = await findNumbers(looked, read);
  const files = await eachFile(looked, problems, (file, index) => {
    const own = numbers.formats[index] ?? file.numbers;
    return surveyFile({ ...file, numbers: own }, read, progress);
  });
  if (problems.length > 0) throw together(problems);
  noteEmpty(found, files, notes);
  const [first] = files
    .flatMap((file) => file.first ?? [])
    .sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
  if (first === undefined) throw await nothingToReplay(read, files);
  const misnamed = missingInSchema(source, [...new Set(files.flatMap(({ columns }) => columns))]);
  if (misnamed !== undefined) throw misnamed;
  noteSameSensor(source, files, notes);
  return { files, first, ambiguous: numbers.ambiguous };
}

const mostReasons = 3;

/** Reads up to the first good row. @throws CourantError COURANT_REPLAY_INVALID when a column is missing */
async function surveyFile(
  file: SeenFile,
  read: ReadOptions,
  progress: Progress,
): Promise<SurveyedFile> {
  let badRows = 0;
  const reasons: string[] = [];
  const onBad = (reason: string, line: number) => {
    badRows += 1;
    if (reasons.length < mostReasons) reasons.push(`${quote(file.shown)} line ${line}: ${reason}`);
  };
  const cursor = new Cursor({ file, read, onBad });
  try {
    const first = await firstRow(cursor, file, read, progress);
    return { file, columns: cursor.columns ?? [], first, badRows, reasons };
  } finally {
    await cursor.close();
  }
}

async function firstRow(
  cursor: Cursor,
  file: SeenFile,
  { source }: ReadOptions,
  progress: Progress,
): Promise<ReplayRow | undefined> {
  for (let rows = await cursor.next(); rows !== undefined; rows = await cursor.next()) {
    // A column that no object of the first block has is rather misspelt than rare. Tables are asked row by row.
    const columns = file.format.kind === 'table' ? undefined : cursor.columns;
    const problem = columns && missingColumns(file.shown, columns, source);
    if (problem !== undefined) throw problem;
    if (rows[0] !== undefined) return rows[0];
    progress.tell(`looking for the first good row of ${quote(file.shown)}`, cursor.at, file.size);
  }
  return undefined;
}

/** Settings for files of another kind: nobody means what has no effect. */
function uselessSettings(source: ReplaySource, files: readonly SeenFile[]): CourantError[] {
  const tables = files.filter(({ format }) => format.kind === 'table').length;
  const { skipLines, unitLines, comment, decimal, records } = source;
  const ofTables = {
    skipLines: skipLines || undefined,
    comment,
    unitLines: unitLines || undefined,
    decimal,
  };
  const useless = Object.entries(tables > 0 ? {} : ofTables);
  if (tables === files.length) useless.push(['records', records]);
  const [field] = useless.find(([, value]) => value !== undefined) ?? [];
  if (field === undefined || files.length === 0) return [];
  const [kind, other] = tables > 0 ? ['tables', 'JSON'] : ['JSON', 'tables'];
  return [
    invalid({
      message: `generator.source.${field} is for ${other}, and all that is found by ${quote(source.files)} is ${kind}`,
      hint: `remove ${field}, or name other files`,
    }),
  ];
}

/** One after the other; those that are refused are left out. @param problems what is wrong with them is added */
async function eachFile<In, Out>(
  files: readonly In[],
  problems: CourantError[],
  take: (file: In, index: number) => Promise<Out>,
): Promise<Out[]> {
  const taken: Out[] = [];
  for (const [index, file] of files.entries()) {
    try {
      taken.push(await take(file, index));
    } catch (error) {
      if (!(error instanceof CourantError)) throw error;
      problems.push(error);
    }
  }
  return taken;
}

function noteEmpty(
  found: readonly { readonly shown: string }[],
  files: readonly SurveyedFile[],
  notes: Notes,
): void {
  const full = new Set(
    files.flatMap(({ file, first, badRows }) => (first || badRows > 0 ? [file.shown] : [])),
  );
  const empty = found.filter(({ shown }) => !full.has(shown));
  if (empty.length === 0 || empty.length === found.length) return;
  const shown = empty.slice(0, 3).map((file) => quote(file.shown));
  const more = empty.length > 3 ? ` and ${empty.length - 3} more` : '';
  notes.once('empty', () => `without any row: ${shown.join(', ')}${more}`);
}

async function nothingToReplay(
  read: ReadOptions,
  files: readonly SurveyedFile[],
): Promise<CourantError> {
  const badRows = files.reduce((sum, file) => sum + file.badRows, 0);
  const what = quote(read.source.files);
  if (badRows === 0) {
    const only = files.length > 0 ? 'only a header' : 'nothing';
    return invalid({
      message: `there is nothing to replay: ${what} has ${only} in it`,
      hint: 'give a file with at least one row',
    });
  }
  const seen = files.map(({ file }) => file);
  const advice = read.times === undefined ? undefined : await timeAdvice(seen, read);
  const reasons = files.flatMap((file) => file.reasons).slice(0, 5);
  const known = (detail: string) => reasons.some((reason) => reason.endsWith(detail));
  const details = advice?.details.filter((detail) => !known(detail)) ?? [];
  return invalid({
    message: `there is nothing to replay: all ${badRows} rows of ${what} are bad`,
    details: [...reasons, ...details],
    hint: advice?.hint ?? hintFor(reasons),
  });
}

/** What to do where no row is good. @param reasons what is wrong with some of them */
function hintFor(reasons: readonly string[]): string {
  const all = (detail: RegExp) => reasons.every((reason) => detail.test(reason));
  const [, cells = '', names = ''] =
    /(\d+) cells? where the header has (\d+)/.exec(reasons[0] ?? '') ?? [];
  if (cells !== '' && all(/ where the header has /)) {
    return Number(cells) === Number(names) + 1
      ? 'write a name for the first column before the others, as R leaves it out, or quotes around cells that have the delimiter in them'
      : 'rows must have as many cells as the header has names: mend one of them, or set skipLines where the header is another line';
  }
  if (all(/text after a closing quote/)) {
    return 'cells are separated by a comma, a semicolon, a tab or a bar: replace another sign by one of them';
  }
  if (all(/"\[.* is JSON, but no object$/)) {
    return 'make it one list of objects, as "jq flatten" does';
  }
  if (all(/ is no JSON$/)) return 'write one object a line, as "jq -c ." does';
  return 'check the columns named in generator.source, and timeFormat';
}

function noteSameSensor(source: ReplaySource, files: readonly SurveyedFile[], notes: Notes): void {
  if (source.sensor !== undefined) return;
  const seen = new Map<string, SeenFile>();
  for (const { file, first } of files) {
    if (first === undefined) continue;
    const other = seen.get(first.sensor);
    if (other !== undefined) {
      const both = `${quote(other.shown)} and ${quote(file.shown)}`;
      notes.once('same sensor', () => `${both} are one sensor, ${quote(first.sensor)}`);
    }
    seen.set(first.sensor, file);
  }
}
