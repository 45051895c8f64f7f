/** Under a name, a generator that was killed or stopped goes on after its last reading in the topic: no gap, no double. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readingHeaders, topicNames } from '../../../chain/names.ts';
import type { TopicRecord } from '../../../kafka/client.ts';
import { readProgress } from '../../../kafka/progress.ts';
import { eventTimeOf } from '../../../verify/evidence/late.ts';
import { law, ledgers, letTake, recordsIn, useGenerator } from '../useGenerator.ts';
import { Launcher } from './frozenRounds.ts';

const bench = useGenerator();
let launcher: Launcher;

beforeEach(async () => {
  await bench.traces.clear([], 4);
  launcher = await Launcher.open(bench.broker);
});
afterEach(() => launcher.close());

/** Starts it, ends it with each signal in turn after some readings, and lets the last one run to its end. */
async function interrupt(
  generator: object,
  name: string,
  signals: NodeJS.Signals[],
  every: number,
) {
  for (const [index, signal] of signals.entries()) {
    const running = launcher.launch(generator, name, '--sole');
    await launcher.untilRecords(every * (index + 1) - (await recordsIn(bench.broker.connection)));
    running.kill(signal);
    await running;
  }
  const { exitCode } = await launcher.launch(generator, name, '--sole');
  expect(exitCode).toBe(0);
}

async function readings(): Promise<TopicRecord[]> {
  const { kafka } = bench.traces;
  const ranges = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const records: TopicRecord[] = [];
  for await (const block of kafka.read(topicNames.readings, ranges)) records.push(...block);
  return records;
}

/** Values by partition, in order of the topic. */
function byPartition(records: readonly TopicRecord[], producer: string): string[][] {
  return [0, 1, 2, 3].map((partition) =>
    records
      .filter(({ headers }) => headers[readingHeaders.producer]?.toString() === producer)
      .filter((record) => record.partition === partition)
      .map(
        ({ headers, value }) => `${headers[readingHeaders.seq]?.toString()} ${value?.toString()}`,
      ),
  );
}

interface EventTimesAhead {
  /** Of the records' timestamps, at most. */
  readonly mostMs: number;
  /** At most in the last third, in which the last run began: it sends the first of them at once, and may lag after. */
  readonly lastRunMs: number;
  /** For how long nothing was written between two runs, all together. */
  readonly pausedMs: number;
}

/** By partition, how far event times lie ahead of the records' timestamps. */
function eventTimesAhead(records: readonly TopicRecord[]): EventTimesAhead[] {
  return [0, 1, 2, 3].map((of) => {
    const own = records.filter(({ partition }) => partition === of);
    const ahead = own
      .map(({ value, timestampMs }) => eventTimeOf(value) - timestampMs)
      .filter((ms) => !Number.isNaN(ms));
    const gaps = own.slice(1).map(({ timestampMs }, i) => timestampMs - (own[i]?.timestampMs ?? 0));
    return {
      mostMs: Math.max(...ahead),
      lastRunMs: Math.max(...ahead.slice(-ahead.length / 3)),
      pausedMs: gaps
        .sort((a, b) => b - a)
        .slice(0, ends.length)
        .reduce((sum, ms) => sum + ms, 0),
    };
  });
}

const ends: NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGKILL'];

const start = '2026-01-01T00:00:00Z';
const events = {
  type: 'records',
  key: 'user',
  time: { start },
  fields: {
    user: { type: 'choice', count: 500, prefix: 'user-', skew: 1 },
    edit: { type: 'sequence' },
    bytes: { type: 'number', distribution: 'walk', min: -900, max: 900, digits: 0 },
    comment: { type: 'text', words: ['typo', 'größer', '"quoted"'], nulls: 0.3 },
  },
};

it.each([
  ['random sensors', { type: 'random', start }],
  ['records', events],
])('sends the readings of an uninterrupted run, each once: %s', async (_what, source) => {
  const generator = { rate: 4_000, count: 24_000, source };
  await interrupt(generator, 'cut', ends, 4_000);
  const { exitCode } = await launcher.launch(generator, 'whole', '--sole');
  expect(exitCode).toBe(0);
  const records = await readings();
  expect(byPartition(records, 'cut')).toEqual(byPartition(records, 'whole'));
  expect(await law(bench.traces.kafka)).toMatchObject({
    ok: true,
    problems: [],
    acknowledged: 48_000,
    inTopic: 48_000,
    ...{ failed: 0, unknown: 0, unreported: 0 },
  });
});

it('tells the same truth of faults, and event times go on at now', async () => {
  const rate = 0.05;
  const generator = {
    rate: 4_000,
    count: 24_000,
    faults: {
      late: { rate, least: '1s', most: '4s' },
      doubled: { rate },
      withheld: { rate },
      // Few: for an oversized one the broker refuses its batch again and again, 1.5 MB at a time.
      malformed: { rate: 0.002, kinds: ['not_json', 'oversized'] },
    },
  };
  await interrupt(generator, 'faulty', ends, 4_000);
  const result = await law(bench.traces.kafka);
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0, unreported: 0 });
  expect(result.found).toEqual(result.injected);
  for (const kind of ['late', 'doubled', 'withheld'] as const) {
    expect(result.injected?.[kind]).toBeGreaterThan(800);
  }
  for (const { mostMs, lastRunMs, pausedMs } of eventTimesAhead(await readings())) {
    expect(mostMs).toBeLessThan(500);
    // Were the pauses left out of event times, the last run would begin behind by all of them.
    expect(lastRunMs).toBeGreaterThan(-pausedMs / 2);
  }
  for (const report of await ledgers(bench.traces.kafka)) expect(report.state).toBe('stopped');
});

it('a replay sends every row once', async () => {
  const rows = Array.from({ length: 12_000 }, (_, i) => {
    const at = new Date(Date.UTC(2026, 0, 1) + i).toISOString();
    return `room-${i % 20},${at},${i}`;
  });
  await writeFile(join(launcher.folder, 'rooms.csv'), ['room,measured,value', ...rows].join('\n'));
  const source = {
    ...{ type: 'replay', files: 'rooms.csv', sensor: 'room' },
    ...{ time: 'measured', value: 'value' },
  };
  await interrupt({ source }, 'replay', ['SIGKILL', 'SIGTERM', 'SIGKILL'], 2_500);
  // That queries read a column by its name is no other replay: nothing is sent again.
  const typed = { ...source, schema: { room: 'string' } };
  expect(await launcher.launch({ source: typed }, 'replay', '--sole')).toMatchObject({
    exitCode: 0,
  });
  const values = (await readings()).map(
    ({ value }) => (JSON.parse(value!.toString()) as { value: number }).value,
  );
  expect(values.sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
  expect(await law(bench.traces.kafka)).toMatchObject({ ok: true, acknowledged: 12_000 });
});

it('goes on behind an account that was cut into parts', async () => {
  const { connection } = bench.broker;
  await bench.traces.clear([], 1);
  await letTake(connection, 1_000);
  // Every second one is refused, so that no two ranges of the account can be joined.
  const rows = Array.from({ length: 2_400 }, (_, i) => {
    const text = i % 2 === 0 ? 'short' : randomBytes(2_000).toString('base64');
    return JSON.stringify({ value: i, text });
  });
  await writeFile(join(launcher.folder, 'rows.ndjson'), rows.join('\n'));
  const source = { type: 'replay', files: 'rows.ndjson', speed: 'max' };
  await interrupt({ source }, 'parts', ['SIGKILL', 'SIGTERM', 'SIGKILL'], 300);
  const { reports, generators } = await readProgress(bench.traces.kafka);
  expect(reports[0]?.parts).toBeGreaterThanOrEqual(3);
  const [account] = generators;
  const count = (ranges: readonly (readonly number[])[] = []) =>
    ranges.reduce((sum, [first = 0, last = 0]) => sum + last - first + 1, 0);
  expect([count(account?.acknowledged), count(account?.failed)]).toEqual([1_200, 1_200]);
  const values = (await readings()).map(({ value }) => JSON.parse(value!.toString()).data.value);
  expect(values).toEqual(rows.map((_, i) => i).filter((i) => i % 2 === 0));
  expect(await law(bench.traces.kafka)).toMatchObject({
    ...{ ok: true, problems: [], acknowledged: 1_200, failed: 1_200, unaccounted: 0 },
  });
});
