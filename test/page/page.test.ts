import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { resolveChain } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import { kafkaClient, openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import { openProgressWriter } from '../../kafka/progressWriter.ts';
import { addressText, servedAddress } from '../../page/address.ts';
import { tokenHeader } from '../../page/live.ts';
import { servePage } from '../../page/page.ts';
import type { Page } from '../../page/page.ts';
import type { Target } from '../../targets/target.ts';
import { waitFor } from '../../targets/wait.ts';
import { startBroker } from '../support/broker.ts';
import type { TestBroker } from '../support/broker.ts';
import { ledger, queryReport } from '../support/law.ts';
import { FakeTarget } from './fakeTarget.ts';
import { StreamReader } from './streamReader.ts';

let broker: TestBroker;
let kafka: Kafka;
let folder: string;
let page: Page;
let target: FakeTarget;
const readers: StreamReader[] = [];

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
  folder = await mkdtemp(join(tmpdir(), 'courant-page-'));
  for (const name of ['index.html', 'app.js', 'app.css']) await writeFile(join(folder, name), name);
  target = new FakeTarget(broker);
  page = await serve();
});
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
  await page.close();
  await rm(folder, { recursive: true, force: true });
});

function serve(): Promise<Page> {
  const chain = resolveChain({ name: 'sensors' }, 'a test');
  return servePage({
    chainFolder: { folder, chain, file: 'chain.config.ts' },
    target: target as unknown as Target,
    queries: ['sensor_stats'],
    filesFolder: folder,
    addressFile: join(folder, 'page.json'),
  });
}

async function read(options?: Parameters<typeof StreamReader.open>[1]): Promise<StreamReader> {
  const reader = await StreamReader.open(page.address, options);
  readers.push(reader);
  return reader;
}

function until(what: string, look: () => boolean): Promise<true> {
  return waitFor({
    poll: () => Promise.resolve(look() || undefined),
    deadlineMs: 30_000,
    everyMs: 20,
    late: () => new Error(`not in time: ${what}`),
  });
}

async function post(name: string, body: unknown, headers: Record<string, string> = {}) {
  const { port, token } = page.address;
  const response = await fetch(`http://127.0.0.1:${port}/api/${name}`, {
    method: 'POST',
    headers: { [tokenHeader]: token, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

async function write(topic: string, messages: object[]): Promise<void> {
  const producer = kafkaClient(broker.connection).producer();
  await producer.connect();
  await producer.send({ topic, messages: messages as { value: string }[] });
  await producer.disconnect();
}

async function metrics(): Promise<string> {
  return (await fetch(`http://127.0.0.1:${page.address.port}/metrics`)).text();
}

test('with no browser nothing is read from Kafka; the first one begins it, the last one ends it', async () => {
  await fetch(`http://127.0.0.1:${page.address.port}/`);
  // Longer than the page pauses between two looks: that nothing is done shows only with time.
  await pause(1_200);
  expect(target.connections).toBe(0);
  const [one, other] = [await read(), await read()];
  await until('both know', () => [one, other].every(({ names }) => names.includes('state')));
  expect(target.connections).toBe(1);
  await one.close();
  await expect.poll(metrics).toContain('courant_page_readers 1\n');
  expect(target.open).toBe(1);
  await other.close();
  await until('nobody reads', () => target.open === 0);
});

test('a reader is told the chain first, then the history, then the state', async () => {
  const reader = await read();
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

test('a reader that comes again goes on where it was; one of another time begins anew', async () => {
  await read();
  const reader = await read();
  await until('some events', () => reader.events.length > 3);
  const lastId = reader.events.at(-2)?.id ?? 0;
  await reader.close();
  const again = await read({ lastId });
  await until('some events', () => again.events.length > 1);
  expect(again.events[0]?.id).toBe(lastId + 1);
  expect(again.names).not.toContain('chain');
  const stranger = await read({ lastId: 12 });
  await until('some events', () => stranger.events.length > 1);
  expect(stranger.names[0]).toBe('chain');
});

test('rows come as they are, at most 15 at a time; what was not shown is counted', async () => {
  const reader = await read({ search: '?topic=readings' });
  await until('the first look', () => reader.names.includes('rows'));
  const messages = Array.from({ length: 100 }, (_, at) => ({ key: `k${at}`, value: `${at}` }));
  await write('readings', [...messages, { key: '<img onerror>', value: Buffer.from([0xff, 0]) }]);
  await until('they came', () => reader.last('rows')?.rows.at(-1)?.key === '<img onerror>');
  const { rows, skipped } = reader.last('rows')!;
  expect(rows).toHaveLength(15);
  expect(rows.at(-1)).toMatchObject({ hex: 'ff00' });
  expect(rows.at(-2)).toMatchObject({ key: 'k99', value: '99', hex: null });
  expect(skipped).toBe(86);
  const filtered = await read({ search: '?topic=readings&key=k7' });
  await until('the filtered ones', () => filtered.names.includes('rows'));
  expect(filtered.last('rows')?.rows.map(({ key }) => key)).toEqual([
    'k7',
    ...Array.from({ length: 10 }, (_, at) => `k7${at}`),
  ]);
});

test('dead letters are counted by reason', async () => {
  const letter = (reason: string) => ({ key: '0:1', value: 'x', headers: { reason, query: 'q' } });
  await write('readings.dlq', [letter('not_json'), letter('not_json'), letter('bad_time')]);
  const reader = await read();
  await until('it counts', () => reader.last('state')?.deadLetters['not_json'] === 2);
  await write('readings.dlq', [letter('not_json')]);
  await until('it counts on', () => reader.last('state')?.deadLetters['not_json'] === 3);
  expect(reader.last('state')?.deadLetters).toEqual({ not_json: 3, bad_time: 1 });
});

test('a proof is told as it goes on and when it ends, once for two who ask', async () => {
  const reader = await read();
  expect(
    (await Promise.all([post('prove', {}), post('prove', {})])).map(({ status }) => status),
  ).toEqual([200, 200]);
  await until('it has ended', () => reader.last('proof')?.state === 'ended');
  const proofs = reader.events.filter(({ name }) => name === 'proof');
  const ended = proofs.filter(({ data }) => (data as { state: string }).state === 'ended');
  expect(ended).toHaveLength(1);
  expect(reader.last('proof')?.result?.verdict).toMatch(/^(not)?[pP]roven/);
  const late = await read();
  await until('it is told the last verdict', () => late.names.includes('proof'));
});

test('what is asked for is done, one at a time', async () => {
  expect(await post('scale', { replicas: 2 })).toEqual({ status: 200, body: {} });
  await post('pause', {});
  await post('resume', {});
  await post('kill', { leg: 'spark' });
  expect(target.asked).toEqual(['scale 2', 'pause', 'resume', 'kill spark']);
  const both = await Promise.all([post('pause', {}), post('resume', {})]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test.each([
  ['scale', { replicas: -1 }, 400],
  ['scale', { replicas: 1.5 }, 400],
  ['scale', { replicas: 1e9 }, 400],
  ['scale', { replicas: '2' }, 400],
  ['scale', { replicas: 1, __proto__: { polluted: true }, more: 1 }, 400],
  ['kill', {}, 400],
  ['kill', { leg: 'x'.repeat(200) }, 400],
  ['pause', '[', 400],
  ['pause', 'null', 400],
  ['pause', `{"a":"${'x'.repeat(10_000)}"}`, 413],
])('%s with %j is refused and nothing is done', async (name, body, status) => {
  expect((await post(name, body)).status).toBe(status);
  expect(target.asked).toEqual([]);
});

test('a form of another page cannot change anything: its body is not JSON', async () => {
  const { status } = await post('pause', '{}', { 'content-type': 'text/plain' });
  expect(status).toBe(415);
  expect(target.asked).toEqual([]);
});

test('a chain that is not ours to change is not changed', async () => {
  target.controls = undefined;
  expect(await post('scale', { replicas: 2 })).toMatchObject({
    status: 409,
    body: { error: { code: 'COURANT_USAGE' } },
  });
  expect(target.asked).toEqual([]);
});

test('what cannot be done is told with its code and hint', async () => {
  target.controls = {
    ...target.controls!,
    kill: () =>
      Promise.reject(new CourantError({ code: 'COURANT_USAGE', message: 'no', hint: 'do' })),
  };
  const error = { code: 'COURANT_USAGE', message: 'no', hint: 'do' };
  expect(await post('kill', { leg: 'x' })).toEqual({ status: 409, body: { error } });
});

test('the state for programs is the status with the last proof; the counts hold no reading', async () => {
  const { port, token } = page.address;
  const state = await fetch(`http://127.0.0.1:${port}/api/state`, {
    headers: { [tokenHeader]: token },
  });
  expect(await state.json()).toMatchObject({ target: 'local', proof: null });
  await write('readings', [{ key: 'secret-key', value: 'secret-value' }]);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toContain('courant_query_rows_total{query="sensor_stats"} 2');
  expect(metrics).not.toContain('secret');
  expect(metrics).not.toContain(token);
});

test('the address is its user’s alone, and that of the next start', async () => {
  const file = join(folder, 'page.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await servedAddress(file)).toMatchObject(page.address);
  const before = addressText(page.address);
  await page.close();
  page = await serve();
  expect(addressText(page.address)).toBe(before);
  expect(await readFile(file, 'utf8')).toContain(page.address.token);
});

test('a port that is taken is no reason to have no page', async () => {
  const first = page;
  page = await serve();
  expect(page.address.port).not.toBe(first.address.port);
  await first.close();
});

test('where the chain does not run nothing is started, and that is told', async () => {
  target.isRunning = false;
  const reader = await read();
  await until('it is told', () => reader.last('state')?.status.state === 'stopped');
  await post('prove', {});
  await until('the proof has failed', () => reader.last('proof')?.state === 'failed');
  expect(target.connections).toBe(0);
});

test('a broker that goes is a cause, and its return is seen', async () => {
  const reader = await read();
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
