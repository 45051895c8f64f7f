import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { kafkaClient, openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import { openProgressWriter } from '../../kafka/progressWriter.ts';
import { addressText, servedAddress } from '../../page/address.ts';
import { tokenHeader } from '../../page/live.ts';
import type { LiveState } from '../../page/live.ts';
import { startBroker } from '../support/broker.ts';
import type { TestBroker } from '../support/broker.ts';
import { ledger, queryReport } from '../support/law.ts';
import { ServedPage, until } from './servedPage.ts';

let broker: TestBroker;
let kafka: Kafka;
let served: ServedPage;

beforeAll(async () => {
  broker = await startBroker();
  kafka = await openKafka(broker.connection);
  await kafka.declare(
    ['readings', 'readings.dlq', 'sensor_stats', 'courant.progress'].map((name) => ({
      name,
      partitions: 1,
      replicationFactor: 1,
      config: {},
    })),
  );
  const writer = await openProgressWriter(broker.connection);
  const time = new Date().toISOString();
  await writer.write([
    ledger({ acknowledged: [[0, 4, 0, 4]], ratePerSecond: 10, askedPerSecond: 10, time }),
    queryReport(
      'sensor_stats',
      { kind: 'stateless' },
      { offsets: { '0': { start: 0, end: 2 } }, rows: 2, valid: 2, dead: 0, newestTimestamp: time },
    ),
  ]);
  await writer.close();
}, 120_000);
afterAll(async () => {
  await kafka.close();
  await broker.remove();
});

beforeEach(async () => {
  served = await ServedPage.open(broker.connection);
});
afterEach(() => served.close());

async function write(topic: string, messages: object[]): Promise<void> {
  const producer = kafkaClient(broker.connection).producer();
  await producer.connect();
  await producer.send({ topic, messages: messages as { value: string }[] });
  await producer.disconnect();
}

test('with no browser nothing is read from Kafka; the first one begins it, the last one ends it', async () => {
  await fetch(`${served.url}/`);
  // Longer than the page pauses between two looks: that nothing is done shows only with time.
  await pause(1_200);
  expect(served.target.connections).toBe(0);
  const [one, other] = [await served.read(), await served.read()];
  await until('both know', () => [one, other].every(({ names }) => names.includes('state')));
  expect(served.target.connections).toBe(1);
  await one.close();
  await expect.poll(() => served.metrics()).toContain('courant_page_readers 1\n');
  expect(served.target.open).toBe(1);
  await other.close();
  await until('nobody reads', () => served.target.open === 0);
});

test('rates are known with the second state: it comes no sooner than a rate can be told', async () => {
  const reader = await served.read();
  const states = () =>
    reader.events.filter(({ name }) => name === 'state').map(({ data }) => data as LiveState);
  await until('it has two states', () => states().length > 1);
  const rates = states().map(({ point }) => point.inPerSecond);
  expect(rates.slice(0, 2)).toEqual([null, 0]);
});

test('a reader is told the chain first, then the history, then the state', async () => {
  const reader = await served.read();
  await until('it has a state', () => reader.names.filter((name) => name === 'state').length > 1);
  const [first, second] = reader.names;
  expect([first, second]).toEqual(['chain', 'history']);
  expect(reader.last('chain')).toMatchObject({
    name: 'sensors',
    target: 'local',
    hasControls: true,
  });
  expect(reader.last('state')).toMatchObject({
    status: { queries: [{ name: 'sensor_stats', rowsRead: 2 }] },
    insights: [
      { name: 'sensor_stats', planSentence: 'provable: each reading makes one row or none' },
    ],
    slowest: null,
    causes: [],
  });
  const ids = reader.events.map(({ id }) => id ?? 0);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

test('rows come as they are, at most 15 at a time; what was not shown is counted', async () => {
  const reader = await served.read({ search: '?topic=readings' });
  await until('the first look', () => reader.names.includes('rows'));
  const messages = Array.from({ length: 100 }, (_, at) => ({ key: `k${at}`, value: `${at}` }));
  await write('readings', [...messages, { key: '<img onerror>', value: Buffer.from([0xff, 0]) }]);
  await until('they came', () => reader.last('rows')?.rows.at(-1)?.key === '<img onerror>');
  const { rows, skipped } = reader.last('rows')!;
  expect(rows).toHaveLength(15);
  expect(rows.at(-1)).toMatchObject({ hex: 'ff00' });
  expect(rows.at(-2)).toMatchObject({ key: 'k99', value: '99', hex: null });
  expect(skipped).toBe(86);
  const filtered = await served.read({ search: '?topic=readings&key=k7' });
  await until('the filtered ones', () => filtered.names.includes('rows'));
  expect(filtered.last('rows')?.rows.map(({ key }) => key)).toEqual([
    'k7',
    ...Array.from({ length: 10 }, (_, at) => `k7${at}`),
  ]);
});

test('dead letters are counted by reason', async () => {
  const letter = (reason: string) => ({ key: '0:1', value: 'x', headers: { reason, query: 'q' } });
  await write('readings.dlq', [letter('not_json'), letter('not_json'), letter('bad_time')]);
  const reader = await served.read();
  await until('it counts', () => reader.last('state')?.deadLetters['not_json'] === 2);
  await write('readings.dlq', [letter('not_json')]);
  await until('it counts on', () => reader.last('state')?.deadLetters['not_json'] === 3);
  expect(reader.last('state')?.deadLetters).toEqual({ not_json: 3, bad_time: 1 });
});

test('a proof is told as it goes on and when it ends, once for two who ask', async () => {
  const reader = await served.read();
  expect(
    (await Promise.all([served.post('prove', {}), served.post('prove', {})])).map(
      ({ status }) => status,
    ),
  ).toEqual([200, 200]);
  await until('it has ended', () => reader.last('proof')?.state === 'ended');
  const proofs = reader.events.filter(({ name }) => name === 'proof');
  const ended = proofs.filter(({ data }) => (data as { state: string }).state === 'ended');
  expect(ended).toHaveLength(1);
  expect(reader.last('proof')?.result?.verdict).toMatch(/^(not)?[pP]roven/);
  const late = await served.read();
  await until('it is told the last verdict', () => late.names.includes('proof'));
});

test('the state for programs is the status with the last proof; the counts hold no reading', async () => {
  const { token } = served;
  const state = await fetch(`${served.url}/api/state`, {
    headers: { [tokenHeader]: token },
  });
  expect(await state.json()).toMatchObject({ target: 'local', proof: null });
  await write('readings', [{ key: 'secret-key', value: 'secret-value' }]);
  const metrics = await served.metrics();
  expect(metrics).toContain('courant_query_rows_total{query="sensor_stats"} 2');
  expect(metrics).not.toContain('secret');
  expect(metrics).not.toContain(token);
});

test('the address is its user’s alone, and that of the next start', async () => {
  const file = join(served.folder, 'page.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await servedAddress(file)).toMatchObject(served.page.address);
  const before = addressText(served.page.address);
  await served.page.close();
  served.page = await served.serve();
  expect(addressText(served.page.address)).toBe(before);
  expect(await readFile(file, 'utf8')).toContain(served.token);
});

test('a port that is taken is no reason to have no page', async () => {
  const second = await served.serve();
  expect(second.address.port).not.toBe(served.page.address.port);
  await second.close();
});

test('where the chain does not run nothing is started, and that is told', async () => {
  served.target.isRunning = false;
  const reader = await served.read();
  await until('it is told', () => reader.last('state')?.status.state === 'stopped');
  await served.post('prove', {});
  await until('the proof has failed', () => reader.last('proof')?.state === 'failed');
  expect(served.target.connections).toBe(0);
});

test('a broker that goes is a cause, and its return is seen', async () => {
  const reader = await served.read();
  await until('it has a state', () => reader.names.includes('state'));
  await broker.kill();
  try {
    await until('the cause', () => (reader.last('state')?.causes.length ?? 0) > 0);
  } finally {
    await broker.start();
  }
  await until('it is back', () => reader.last('state')?.status.kafka.state === 'running');
  expect(reader.last('state')?.causes).toEqual([]);
}, 90_000);
