import { afterAll, beforeAll, expect, test } from 'vitest';
import { CourantError } from '../../../chain/errors.ts';
import { kafkaClient, openKafka } from '../../../kafka/client.ts';
import type { Kafka } from '../../../kafka/client.ts';
import { openProgressWriter } from '../../../kafka/progressWriter.ts';
import { followRows, newestRows, rowDocument, topicRow } from '../../../targets/data/topicRows.ts';
import { readStatus, statusDocument, StatusWatch } from '../../../targets/data/status.ts';
import type { Target, TargetState } from '../../../targets/target.ts';
import { startBroker } from '../../support/broker.ts';
import type { TestBroker } from '../../support/broker.ts';
import { ledger, queryReport, row } from '../../support/law.ts';

let broker: TestBroker;
let kafka: Kafka;

beforeAll(async () => {
  broker = await startBroker();
  kafka = await openKafka(broker.connection);
  await kafka.declare(
    ['readings', 'sensor_stats', 'courant.progress'].map((name) => ({
      name,
      partitions: name === 'courant.progress' ? 1 : 2,
      replicationFactor: 1,
      config: {},
    })),
  );
}, 120_000);
afterAll(async () => {
  await kafka.close();
  await broker.remove();
});

async function write(topic: string, messages: object[]): Promise<void> {
  const producer = kafkaClient(broker.connection).producer();
  await producer.connect();
  await producer.send({ topic, messages: messages as { value: string }[] });
  await producer.disconnect();
}

/** A target whose processes are said to run, over the test's broker. */
function targetOver(fields: Partial<TargetState> = {}): Target {
  const leg = (name: 'kafka' | 'spark') => ({
    name,
    id: name,
    state: 'running' as const,
    pid: 1,
    since: null,
    restarts: 0,
    lastFailure: null,
    residentBytes: 1_000,
  });
  const state: TargetState = {
    running: true,
    phase: 'running',
    replicas: 1,
    legs: [leg('kafka'), leg('spark')],
    bootstrapServers: broker.connection.bootstrapServers,
    firstReadingMs: null,
    firstRowMs: null,
    diskBytes: 10,
    ...fields,
  };
  const target: Partial<Target> = {
    name: 'local',
    state: () => Promise.resolve(state),
    withKafka: (use) => use(broker.connection),
  };
  return target as Target;
}

test('the status is what the legs reported and what the topics hold', async () => {
  const now = new Date().toISOString();
  const writer = await openProgressWriter(broker.connection);
  await writer.write([
    ledger({ acknowledged: [[0, 4, 0, 4]], ratePerSecond: 10, askedPerSecond: 10, time: now }),
    queryReport(
      'sensor_stats',
      { kind: 'stateless' },
      {
        offsets: { '0': { start: 0, end: 2 } },
        rows: 2,
        valid: 1,
        dead: 1,
        newestTimestamp: now,
      },
    ),
  ]);
  await writer.close();
  await write(
    'readings',
    [1, 2, 3, 4, 5].map((n) => ({ value: `${n}`, partition: 0 })),
  );
  const status = statusDocument.parse(await readStatus(targetOver()));
  expect(status).toMatchObject({
    target: 'local',
    state: 'running',
    generator: { replicas: 1, acknowledged: 5, failed: 0, unknown: 0, ratePerSecond: 10 },
    kafka: { state: 'running' },
    queries: [{ name: 'sensor_stats', rowsRead: 2, valid: 1, deadLetters: 1, lagRows: 3 }],
    residentBytes: 2_000,
    reasons: {},
  });
  expect(
    status.kafka.topics.map(({ name, partitions, records }) => [name, partitions, records]),
  ).toEqual([
    ['readings', 2, 5],
    ['sensor_stats', 2, 0],
    ['courant.progress', 1, 2],
  ]);
});

test('a watch tells how fast a topic grows', async () => {
  const watch = new StatusWatch(targetOver(), kafka);
  await watch.read();
  let rate: number | null = 0;
  for (let looks = 0; looks < 200 && (rate === null || rate === 0); looks += 1) {
    await write(
      'readings',
      Array.from({ length: 50 }, () => ({ value: 'x', partition: 1 })),
    );
    const { kafka: seen } = await watch.read();
    rate = seen.topics.find(({ name }) => name === 'readings')?.ratePerSecond ?? null;
  }
  expect(rate).toBeGreaterThan(0);
});

test('a broker that does not answer is told, with what is not known', async () => {
  const target = targetOver();
  const silent: Target = { ...target, withKafka: () => new Promise<never>(() => undefined) };
  const status = statusDocument.parse(await readStatus(silent));
  expect(status.kafka.state).toBe('unreachable');
  expect(status.generator.acknowledged).toBeNull();
  expect(status.reasons['generator.acknowledged']).toContain('did not answer in 4 s');
});

test('a target far away may take longer; what failed is told as it failed', async () => {
  const target = targetOver();
  const forEver = () => new Promise<never>(() => undefined);
  const slow: Target = { ...target, patienceMs: 30, withKafka: forEver };
  const { reasons } = await readStatus(slow);
  expect(reasons['generator.acknowledged']).toContain('did not answer in 0.03 s');
  const failing = () => Promise.reject(new Error('the port-forward was refused'));
  const refused = await readStatus({ ...target, withKafka: failing });
  expect(refused.kafka.state).toBe('unreachable');
  expect(refused.reasons['generator.acknowledged']).toContain('the port-forward was refused');
});

test('an error of ours names the address once, and its cause', async () => {
  const message = 'Kafka at k:9093 could not be reached while connecting';
  const details = ['self-signed certificate in certificate chain', 'more'];
  const unreachable = new CourantError({ code: 'COURANT_KAFKA_UNREACHABLE', message, details });
  const withKafka = () => Promise.reject(unreachable);
  const { reasons } = await readStatus({ ...targetOver(), withKafka });
  expect(reasons['generator.acknowledged']).toBe(`${message}: ${details[0] ?? ''}`);
});

test('where nothing runs, Kafka is not asked', async () => {
  const target = targetOver({ running: false, phase: 'stopped', legs: [], bootstrapServers: [] });
  const untouched: Target = { ...target, withKafka: () => Promise.reject(new Error('asked')) };
  expect(await readStatus(untouched)).toMatchObject({
    state: 'stopped',
    kafka: { state: 'stopped', topics: [] },
  });
});

test('rows are the newest over all partitions, oldest first, JSON as JSON and text as text', async () => {
  await write('sensor_stats', [
    { ...row('sensor_stats', 1, 'a', { n: 1 }), partition: 0, timestamp: '1000' },
    { ...row('sensor_stats', 1, 'b', { n: 2 }), partition: 1, timestamp: '2000' },
    { ...row('sensor_stats', 1, 'c', { n: 3 }), partition: 0, timestamp: '3000' },
    { key: null, value: 'no json', partition: 1, timestamp: '4000' },
  ]);
  const rows = await newestRows(kafka, 'sensor_stats', 3);
  const documents = rows.map((each) => topicRow.parse(JSON.parse(rowDocument(each))));
  expect(documents.map(({ key, value }) => [key, value])).toEqual([
    ['s1', { n: 2 }],
    ['s1', { n: 3 }],
    [null, 'no json'],
  ]);
  expect(documents[0]).toMatchObject({
    topic: 'sensor_stats',
    partition: 1,
    offset: 0,
    timestamp: '1970-01-01T00:00:02.000Z',
    headers: { query: 'sensor_stats', batch: '1', row: 'b' },
  });
});

test('following shows the newest rows, then each new one once, until it is interrupted', async () => {
  const stop = new AbortController();
  const seen: unknown[] = [];
  for await (const rows of followRows(kafka, {
    topic: 'sensor_stats',
    count: 1,
    signal: stop.signal,
  })) {
    seen.push(...rows.map((each) => topicRow.parse(JSON.parse(rowDocument(each))).value));
    if (seen.length === 1) await write('sensor_stats', [{ value: '{"n":4}', partition: 0 }]);
    if (seen.length === 2) stop.abort();
  }
  expect(seen).toEqual(['no json', { n: 4 }]);
});

test('an unknown topic names those there are, and the one that was meant', async () => {
  const error: unknown = await newestRows(kafka, 'sensor_stat', 1).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CourantError);
  expect(error).toMatchObject({
    code: 'COURANT_TOPIC_UNKNOWN',
    message: 'there is no topic "sensor_stat"',
    details: ['topics: courant.progress, readings, sensor_stats'],
    hint: 'try: courant show sensor_stats',
  });
});

test('Kafka that fails while the target is asked, which takes seconds on a cluster, is told and ends nothing', async () => {
  const failing = {
    ...kafka,
    offsets: () => Promise.reject(new Error('cut off')),
    topics: () => Promise.reject(new Error('cut off')),
  };
  const target = targetOver();
  const slow: Target = {
    ...target,
    state: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return target.state();
    },
  };
  // An error that nobody awaits ends a process, and fails this test.
  const status = await new StatusWatch(slow, failing).read();
  expect(status.reasons['kafka.topics'] ?? Object.values(status.reasons)[0]).toContain('cut off');
});
