/** Under a name, a generator that was killed or stopped goes on after its last reading in the topic: no gap, no double. */
import { execa } from 'execa';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { readingHeaders, topicNames } from '../../../chain/names.ts';
import type { TopicRecord } from '../../../kafka/client.ts';
import { eventTimeOf } from '../../../verify/evidence/late.ts';
import { law, ledgers, recordsIn, useGenerator } from '../useGenerator.ts';

const bench = useGenerator();
const courant = new URL('../../../bin/courant.mjs', import.meta.url).pathname;
let folder: string;

beforeEach(async () => {
  await bench.traces.clear([], 4);
  folder = await mkdtemp(join(tmpdir(), 'courant-resume-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts the command as a process of its own, which can be killed. */
function launch(generator: object, name: string) {
  const definition = join(folder, 'definition.json');
  const chain = resolveChain({ name: 'test', generator }, 'the test');
  writeFileSync(definition, JSON.stringify(chain));
  const { port } = bench.broker;
  const where = [`--definition=${definition}`, `--bootstrap-servers=127.0.0.1:${port}`];
  const args = [courant, 'generate', ...where, `--folder=${folder}`, `--name=${name}`, '--sole'];
  return execa(process.execPath, [...args, '-o', 'json'], { reject: false, buffer: false });
}

async function untilRecords(count: number): Promise<void> {
  while ((await recordsIn(bench.broker.connection)) < count);
}

/** Starts it, ends it with each signal in turn after some readings, and lets the last one run to its end. */
async function interrupt(
  generator: object,
  name: string,
  signals: NodeJS.Signals[],
  every: number,
) {
  for (const [index, signal] of signals.entries()) {
    const running = launch(generator, name);
    await untilRecords(every * (index + 1));
    running.kill(signal);
    await running;
  }
  const { exitCode } = await launch(generator, name);
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

it('sends the readings of an uninterrupted run, each once', async () => {
  const generator = {
    rate: 4_000,
    count: 24_000,
    source: { type: 'random', start: '2026-01-01T00:00:00Z' },
  };
  await interrupt(generator, 'cut', ends, 4_000);
  const { exitCode } = await launch({ ...generator, rate: 4_000 }, 'whole');
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
      malformed: { rate: 0.01, kinds: ['not_json', 'oversized'] },
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
  await writeFile(join(folder, 'rooms.csv'), ['room,measured,value', ...rows].join('\n'));
  const source = {
    ...{ type: 'replay', files: 'rooms.csv', sensor: 'room' },
    ...{ time: 'measured', value: 'value' },
  };
  await interrupt({ source }, 'replay', ['SIGKILL', 'SIGTERM', 'SIGKILL'], 2_500);
  const values = (await readings()).map(
    ({ value }) => (JSON.parse(value!.toString()) as { value: number }).value,
  );
  expect(values.sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
  expect(await law(bench.traces.kafka)).toMatchObject({ ok: true, acknowledged: 12_000 });
});
