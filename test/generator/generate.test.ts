/** The generator through a real broker, all being well. */
import { beforeEach, expect, it } from 'vitest';
import { readingHeaders, topicNames } from '../../chain/names.ts';
import type { Reading } from '../../chain/reading.ts';
import { partitionOf } from '../../kafka/partitioner.ts';
import { openKafka } from '../../kafka/client.ts';
import type { TopicRecord } from '../../kafka/client.ts';
import { law, ledgers, start, useGenerator } from './useGenerator.ts';

const bench = useGenerator();
beforeEach(() => bench.traces.clear([], 4));

async function readings(): Promise<TopicRecord[]> {
  const { kafka } = bench.traces;
  const ranges = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const records: TopicRecord[] = [];
  for await (const block of kafka.read(topicNames.readings, ranges)) records.push(...block);
  return records;
}

it('writes each reading once, in the partition of its sensor, with producer and seq without gaps', async () => {
  const fields = { rate: 5_000, source: { type: 'random', sensors: 50 } };
  const run = start(bench.broker.connection, fields, { count: 3_000 });
  const summary = await run.summary;
  expect(summary).toMatchObject({ acknowledged: 3_000, failed: 0, unknown: 0, unsent: 0 });
  const records = await readings();
  expect(records).toHaveLength(3_000);
  const next = new Map<number, number>();
  const producers = new Set<string>();
  for (const { partition, key, value, headers } of records) {
    const reading = JSON.parse(value!.toString()) as Reading;
    expect(key?.toString()).toBe(reading.sensor);
    expect(partition).toBe(partitionOf(key!, 4));
    const seq = next.get(partition) ?? 0;
    expect(headers[readingHeaders.seq]?.toString()).toBe(String(seq));
    next.set(partition, seq + 1);
    producers.add(headers[readingHeaders.producer]!.toString());
  }
  expect([...producers]).toEqual([expect.stringMatching(/^test-0-[0-9a-f]{8}$/)]);
});

it('reports what was acknowledged: at once, and a last time as stopped', async () => {
  const run = start(bench.broker.connection, { rate: 500 });
  await run.event('first_acknowledged');
  while ((await ledgers(bench.traces.kafka)).length === 0);
  expect(await ledgers(bench.traces.kafka)).toContainEqual(
    expect.objectContaining({ state: 'running', askedPerSecond: 500, site: '0', failed: [] }),
  );
  run.stop.abort();
  const { acknowledged } = await run.summary;
  const reports = await ledgers(bench.traces.kafka);
  expect(reports.map(({ state }) => state)).toEqual(reports.map(() => 'stopped'));
  const reported = reports.flatMap((report) => report.acknowledged);
  expect(reported.reduce((sum, [first, last]) => sum + last - first + 1, 0)).toBe(acknowledged);
  for (const [first, last, firstOffset, lastOffset] of reported) {
    expect(lastOffset - firstOffset).toBe(last - first);
  }
  expect(await law(bench.traces.kafka)).toMatchObject({ ok: true, acknowledged, unreported: 0 });
});

it('ends after its duration at the rate it was asked for, and says so', async () => {
  const run = start(bench.broker.connection, { rate: 1_000 }, { durationMs: 2_000 });
  const summary = await run.summary;
  expect(Math.abs(summary.acknowledged - 2_000)).toBeLessThanOrEqual(1);
  expect(summary).toMatchObject({ askedPerSecond: 1_000, durationMs: 2_000 });
  expect(run.events.map(({ event }) => event)).toEqual([
    'started',
    'first_acknowledged',
    'stopped',
  ]);
  for (const { time, level } of run.events) {
    expect(new Date(time).toISOString()).toBe(time);
    expect(level).toBe('info');
  }
});

it('several generators of one chain share no sensor and no producer', async () => {
  const runs = ['0', '1', '2'].map((site) =>
    start(bench.broker.connection, { rate: 2_000 }, { site, count: 1_000 }),
  );
  await Promise.all(runs.map((run) => run.summary));
  const sitesOf = new Map<string, Set<string>>();
  for (const { key, headers } of await readings()) {
    const sensor = key!.toString();
    const producers = sitesOf.get(sensor) ?? new Set();
    sitesOf.set(sensor, producers.add(headers[readingHeaders.producer]!.toString()));
  }
  expect(sitesOf.size).toBe(300);
  for (const producers of sitesOf.values()) expect(producers.size).toBe(1);
  const result = await law(bench.traces.kafka);
  expect(result).toMatchObject({ ok: true, acknowledged: 3_000, inTopic: 3_000 });
});

it('goes on where it ended under a name, also after what it never reported', async () => {
  const options = { name: 'weather', count: 400 };
  await start(bench.broker.connection, { rate: 5_000 }, options).summary;
  // Written after the last report, as by a generator that was killed.
  const before = await ledgers(bench.traces.kafka);
  const [{ partition }] = before as [(typeof before)[number]];
  const last = before[0]!.acknowledged.at(-1)![1];
  await bench.traces.write(
    topicNames.readings,
    [1, 2, 3].map((more) => ({
      key: 's',
      value: '{}',
      headers: { producer: 'weather', seq: String(last + more) },
    })),
    partition,
  );
  const again = start(bench.broker.connection, { rate: 5_000 }, options);
  expect(await again.summary).toMatchObject({ acknowledged: 400 });
  expect(again.events.map(({ event }) => event)).toContain('resumed');
  const result = await law(bench.traces.kafka);
  expect(result).toMatchObject({ ok: true, acknowledged: 803, inTopic: 803, unreported: 0 });
});

it('refuses a second generator of one name while the first one runs', async () => {
  const first = start(bench.broker.connection, { rate: 100 }, { name: 'twin' });
  await first.event('first_acknowledged');
  while ((await ledgers(bench.traces.kafka)).length === 0);
  await expect(start(bench.broker.connection, {}, { name: 'twin' }).summary).rejects.toMatchObject({
    code: 'COURANT_USAGE',
    message: 'a generator named "twin" runs already',
  });
  first.stop.abort();
  await first.summary;
});

it('says which topic is missing', async () => {
  const other = await openKafka(bench.broker.connection);
  const admin = (await import('../../kafka/client.ts'))
    .kafkaClient(bench.broker.connection)
    .admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topicNames.readings] });
  await admin.disconnect();
  while ((await other.topics()).includes(topicNames.readings));
  await other.close();
  await expect(start(bench.broker.connection).summary).rejects.toMatchObject({
    code: 'COURANT_TOPIC_UNKNOWN',
    details: ['topics: courant.progress, readings.dlq'],
  });
});
