/** Lines of the legs' logs: those that are kept, and those that come. */
import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { LegName, LogLine, LogOptions } from '../target.ts';
import { legNames } from '../target.ts';
import { lastLines, LogReader, logSize } from './logFiles.ts';
import type { LocalPaths } from './paths.ts';

const mostLines = 2_000;
const linesBefore = 10;
const readEveryMs = 200;

/** Without `follow` everything that is kept, leg by leg; with it the last lines, then those that come, until the abort. */
export async function* logLines(paths: LocalPaths, logs: LogOptions): AsyncGenerator<LogLine> {
  const readers = new Map<string, LogReader>();
  for (const source of await sources(paths, logs.leg)) {
    const log = paths.log(source.id);
    if (logs.follow) readers.set(source.id, new LogReader(log, await logSize(log)));
    const lines = await lastLines(log, logs.follow ? linesBefore : mostLines);
    yield* lines.map((line) => ({ ...source, line }));
  }
  while (logs.follow && !logs.signal.aborted) {
    for (const source of await sources(paths, logs.leg)) {
      const reader = readers.get(source.id) ?? new LogReader(paths.log(source.id), 0);
      readers.set(source.id, reader);
      yield* (await reader.read()).map((line) => ({ ...source, line }));
    }
    await pause(readEveryMs, undefined, { signal: logs.signal }).catch(() => undefined);
  }
}

/** The legs that have a log, in the direction of the data. */
async function sources(paths: LocalPaths, leg?: LegName): Promise<Omit<LogLine, 'line'>[]> {
  const files = await readdir(paths.logs).catch(() => []);
  const ids = files.flatMap((file) => /^(.+)\.log$/.exec(file)?.[1] ?? []).sort();
  return legNames
    .filter((name) => leg === undefined || name === leg)
    .flatMap((name) =>
      ids.filter((id) => id === name || id.startsWith(`${name}-`)).map((id) => ({ leg: name, id })),
    );
}
