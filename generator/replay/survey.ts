/** All files of a replay, looked at before anything is sent. */
import type { ReplaySource } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import { quote } from '../../chain/words/quote.ts';
import { Cursor } from './cursor.ts';
import type { ReadOptions } from './cursor.ts';
import type { FoundFile } from './files/find.ts';
import { missingColumns } from './formats/columns.ts';
import { detectFormat } from './formats/detectFormat.ts';
import type { SeenFile } from './formats/detectFormat.ts';
import type { ReplayRow } from './formats/rows.ts';
import { invalid, together } from './invalid.ts';
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
  const seen = await eachFile(found, async (file) => {
    const looked = await detectFormat(file, source);
    return looked === undefined ? undefined : surveyFile(looked, read, progress);
  });
  noteEmpty(found, seen, notes);
  const files = seen.filter((file) => file !== undefined);
  const [first] = files
    .flatMap((file) => file.first ?? [])
    .sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
  if (first === undefined) throw await nothingToReplay(read, files);
  noteSameSensor(source, files, notes);
  return { files, first };
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

/** One after the other; all that is wrong is told at once. */
async function eachFile<In, Out>(
  files: readonly In[],
  take: (file: In) => Promise<Out>,
): Promise<Out[]> {
  const problems: CourantError[] = [];
  const taken: Out[] = [];
  for (const file of files) {
    try {
      taken.push(await take(file));
    } catch (error) {
      if (!(error instanceof CourantError)) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw together(problems);
  return taken;
}

function noteEmpty(
  found: readonly { readonly shown: string }[],
  files: readonly (SurveyedFile | undefined)[],
  notes: Notes,
): void {
  const empty = found.filter((_, index) => {
    const file = files[index];
    return file === undefined || (file.first === undefined && file.badRows === 0);
  });
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
    hint: advice?.hint ?? 'check the columns named in generator.source, and timeFormat',
  });
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
