/** The first rows of a file, for whoever must find out what is in it. */
import { Cursor } from './cursor.ts';
import type { ReadOptions } from './cursor.ts';
import type { SeenFile } from './formats/detectFormat.ts';
import type { ReplayRow } from './formats/rows.ts';

/** Rows of one file, and of all of them. */
const mostRows = 1_000;
const mostRowsInAll = 100_000;
const fewestRows = 20;
/** Rows of a mebibyte are not read by the hundred thousand. */
const mostBytes = 256 * 2 ** 20;

/** How many rows of each of so many files are looked at, and how many where those do not decide. */
export function mostRowsOf(files: number): { readonly most: number; readonly furthest: number } {
  const furthest = Math.max(fewestRows, Math.floor(mostRowsInAll / files));
  return { most: Math.min(mostRows, furthest), furthest };
}

interface RowsWanted<Kept> {
  readonly most: number;
  /** What is kept of a row. */
  keep(row: ReplayRow): Kept;
  onBad?(reason: string, line: number): void;
}

/** @throws CourantError COURANT_REPLAY_INVALID */
export async function firstRows<Kept>(
  file: SeenFile,
  read: ReadOptions,
  { most, keep, onBad = () => undefined }: RowsWanted<Kept>,
): Promise<Kept[]> {
  const cursor = new Cursor({ file, read, onBad });
  const kept: Kept[] = [];
  try {
    while (kept.length < most && cursor.at < mostBytes) {
      const rows = await cursor.next();
      if (rows === undefined) break;
      for (const row of rows) kept.push(keep(row));
    }
    return kept.slice(0, most);
  } finally {
    await cursor.close();
  }
}
