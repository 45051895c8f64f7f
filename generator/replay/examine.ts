/** Looks at a file before anything is sent: its columns, its first good row. */
import { quote } from '../../chain/words/quote.ts';
import { missingColumns } from './formats/columns.ts';
import { Cursor } from './cursor.ts';
import type { Reading } from './cursor.ts';
import type { SeenFile } from './files/detectFormat.ts';
import type { Progress } from './progress.ts';
import type { ReplayRow } from './formats/rows.ts';

export interface Examined {
  readonly file: SeenFile;
  readonly columns: readonly string[];
  /** `undefined` when no row is good. */
  readonly first: ReplayRow | undefined;
  /** Bad rows before the first good one. */
  readonly badRows: number;
  /** What was wrong with the first of them. */
  readonly reasons: readonly string[];
}

const mostReasons = 3;

/** @throws CourantError COURANT_REPLAY_INVALID when a column is missing */
export async function examine(
  file: SeenFile,
  reading: Reading,
  progress: Progress,
): Promise<Examined> {
  let badRows = 0;
  const reasons: string[] = [];
  const onBad = (reason: string, line: number) => {
    badRows += 1;
    if (reasons.length < mostReasons) reasons.push(`${quote(file.shown)} line ${line}: ${reason}`);
  };
  const cursor = new Cursor({ file, reading, onBad });
  try {
    const first = await firstRow(cursor, file, reading, progress);
    return { file, columns: cursor.columns ?? [], first, badRows, reasons };
  } finally {
    await cursor.close();
  }
}

async function firstRow(
  cursor: Cursor,
  file: SeenFile,
  { source }: Reading,
  progress: Progress,
): Promise<ReplayRow | undefined> {
  for (let rows = await cursor.next(); rows !== undefined; rows = await cursor.next()) {
    // A column that no object of the first block has is rather misspelt than rare.
    const problem = cursor.columns && missingColumns(file.shown, cursor.columns, source);
    if (problem !== undefined) throw problem;
    if (rows[0] !== undefined) return rows[0];
    progress.tell(`looking for the first good row of ${quote(file.shown)}`, cursor.at, file.size);
  }
  return undefined;
}
