/** A folder a test file with files in it, and replays of them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import type { ReplaySource } from '../../../chain/chain.ts';
import { CourantError } from '../../../chain/errors.ts';
import type { Reading } from '../../../chain/reading.ts';
import { partitionOf } from '../../../kafka/partitioner.ts';
import { surveyReplay } from '../../../generator/replay/replay.ts';
import type { ReplayOptions } from '../../../generator/replay/replay.ts';
import type { BadRow, ReadingSource, TimedReading } from '../../../generator/source/source.ts';

/** When replays of these tests start: 2026-03-01T12:00:00Z. */
export const startMs = Date.UTC(2026, 2, 1, 12);

export interface Files {
  readonly folder: string;
  write(name: string, content: string | Buffer): Promise<string>;
}

/** Call at the top of a test file; the folder is there once the tests run. */
export function useFiles(): Files {
  const files = { folder: '' };
  beforeAll(async () => {
    files.folder = await mkdtemp(join(tmpdir(), 'replay-'));
  });
  afterAll(() => rm(files.folder, { recursive: true }));
  return Object.assign(files, {
    write: async (name: string, content: string | Buffer) => {
      const path = join(files.folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
  });
}

type Fields = Readonly<Record<string, unknown>>;

export function replaySource(fields: Fields): ReplaySource {
  const source = { type: 'replay', speed: 'max', ...fields };
  const resolved = resolveChain({ name: 'test', generator: { source } }, 'the test').generator;
  return resolved.source as ReplaySource;
}

export interface Replayed {
  readonly source: ReadingSource;
  readonly badRows: BadRow[];
  readonly notes: string[];
}

export async function open(
  { folder }: Pick<Files, 'folder'>,
  fields: Fields,
  { skip, ...options }: Partial<ReplayOptions> & { readonly skip?: number } = {},
): Promise<Replayed> {
  const badRows: BadRow[] = [];
  const notes: string[] = [];
  const surveyed = await surveyReplay(replaySource(fields), {
    folder,
    startMs,
    onBadRow: (row) => badRows.push(row),
    onNote: (text) => notes.push(text),
    nowMs: () => startMs,
    ...options,
  });
  const source = await surveyed.open(options.startMs ?? startMs, skip);
  return { source, badRows, notes };
}

export interface ReadAll extends Replayed {
  readonly all: TimedReading[];
  readonly readings: Reading[];
}

/** All readings of a replay, at most `most`. */
export async function readAll(
  files: Pick<Files, 'folder'>,
  fields: Fields,
  {
    most = 1e6,
    atOnce = 500,
    ...options
  }: Partial<ReplayOptions> & { most?: number; atOnce?: number; skip?: number } = {},
): Promise<ReadAll> {
  const replayed = await open(files, fields, options);
  const all: TimedReading[] = [];
  for (;;) {
    const some = await replayed.source.next(Math.min(atOnce, most - all.length));
    all.push(...some);
    if (some.length === 0 || all.length >= most) break;
  }
  await replayed.source.close();
  return { ...replayed, all, readings: all.map(({ reading }) => reading) };
}

/** One sensor for each partition of a topic. */
export function sensorsOf(partitions: number): string[] {
  const names = Array.from({ length: 100 }, (_, index) => `sensor-${index}`);
  return Array.from({ length: partitions }, (_, partition) => {
    return names.find((name) => partitionOf(Buffer.from(name), partitions) === partition) ?? '';
  });
}

/** What a replay is refused with. */
export async function refusal(files: Files, fields: Fields): Promise<CourantError> {
  try {
    await readAll(files, fields);
  } catch (error) {
    if (error instanceof CourantError) return error;
    throw error;
  }
  throw new Error('the replay was not refused');
}
