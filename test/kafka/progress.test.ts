import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import { progressRecord } from '../../chain/progress.ts';
import type { AccountProgress } from '../../chain/progress.ts';
import { kafkaClient, openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import { openProgressWriter } from '../../kafka/progressWriter.ts';
import { startBroker } from '../support/broker.ts';
import type { TestBroker } from '../support/broker.ts';
import { startFaultyProxy } from '../support/faultyProxy.ts';
import { batchReport, ledger, queryReport } from '../support/law.ts';

let broker: TestBroker;
let kafka: Kafka;

beforeAll(async () => {
  broker = await startBroker();
  kafka = await openKafka(broker.connection);
}, 120_000);

afterAll(async () => {
  await kafka.close();
  await broker.remove();
});

async function writeRaw(key: string, value: string | null): Promise<void> {
  const producer = kafkaClient(broker.connection).producer();
  await producer.connect();
  await producer.send({ topic: topicNames.progress, messages: [{ key, value, partition: 0 }] });
  await producer.disconnect();
}

it('is empty where the topic does not exist, and where nobody reported', async () => {
  expect(await readProgress(kafka)).toMatchObject({ generators: [], queries: [], offsets: [] });
  await kafka.declare([
    {
      name: topicNames.progress,
      partitions: 1,
      replicationFactor: 1,
      config: { 'cleanup.policy': 'compact' },
    },
  ]);
  expect(await readProgress(kafka)).toMatchObject({ generators: [], queries: [], problems: [] });
});

it('reads back the golden records, the newest of each key, and reads on from there', async () => {
  const golden = await readFile(new URL('../golden/progress.ndjson', import.meta.url), 'utf8');
  const records = golden
    .trim()
    .split('\n')
    .map((line) => progressRecord.parse(JSON.parse(line)));
  const writer = await openProgressWriter(broker.connection);
  await writer.write(records);
  const first = await readProgress(kafka);
  expect([...first.records.values()]).toEqual(records);
  expect(first.problems).toEqual([]);

  const plan = { kind: 'stateless' } as const;
  await Promise.all([
    writer.write([queryReport('q', plan, { rows: 1, valid: 1 })]),
    writer.write([queryReport('q', plan, { rows: 2, valid: 2 }), batchReport('q', 10)]),
    writer.write([batchReport('q', 9), ledger({ producer: 'late' })]),
  ]);
  await writer.close();
  const second = await readProgress(kafka, first);
  expect(second.queries.find(({ query }) => query === 'q')).toMatchObject({ rows: 2 });
  expect(second.batches.get('q')?.map(({ batch }) => batch)).toEqual([9, 10]);
  expect(second.generators).toHaveLength(first.generators.length + 1);
  expect(second).toEqual(await readProgress(kafka));
});

it('puts accounts together from their parts, as many as they say, and tells which are missing', async () => {
  const part = (at: number, first: number): AccountProgress => ({
    ...{ type: 'account', producer: 'cut', topic: topicNames.readings, partition: 0, part: at },
    ...{ acknowledged: [[first, first, first, first]], failed: [[first + 1, first + 1]] },
    ...{ unknown: [], possiblyDoubled: [], time: '2026-03-01T12:00:00.000Z' },
  });
  const own = async () =>
    (await readProgress(kafka)).generators.find(({ producer }) => producer === 'cut');
  const writer = await openProgressWriter(broker.connection);
  const tail = ledger({ producer: 'cut', acknowledged: [[4, 4, 4, 4]], parts: 2 });
  await writer.write([part(0, 0), part(1, 2), tail]);
  // Of an account that was not written again: it counts from then on.
  await writer.write([part(2, 4)]);
  expect(await own()).toMatchObject({
    acknowledged: [0, 2, 4].map((seq) => [seq, seq, seq, seq]),
    failed: [1, 3].map((seq) => [seq, seq]),
  });
  await writeRaw('account/cut/0/1', null);
  expect((await readProgress(kafka)).problems).toContain(
    'progress record "account/cut/0/1" is missing',
  );
  await writer.write([part(1, 2)]);
  await writer.close();
});

it('drops what was deleted, and tells what it cannot read', async () => {
  await writeRaw('query/q/9', null);
  await writeRaw('generator/broken/0', 'no json');
  await writeRaw('query/broken', '{"type":"query"}');
  await writeRaw('forecast/p1', '{"type":"truth"}'); // of a later version: passed over
  const snapshot = await readProgress(kafka);
  expect(snapshot.batches.get('q')?.map(({ batch }) => batch)).toEqual([10]);
  expect(snapshot.problems).toEqual([
    expect.stringContaining('"generator/broken/0"'),
    expect.stringContaining('"query/broken"'),
  ]);
  await writeRaw('generator/broken/0', null);
  const mended = await readProgress(kafka, snapshot);
  expect(mended.problems).toEqual([expect.stringContaining('"query/broken"')]);
  await writeRaw('query/broken', null);
});

it('gets its reports through lost answers, each key’s newest last', async () => {
  const proxy = await startFaultyProxy(broker.port, (answer) => answer % 3 === 0);
  const writer = await openProgressWriter(proxy.connection);
  for (let n = 1; n <= 12; n++) {
    await writer.write([ledger({ producer: 'tried', badRows: n })]);
    const { generators } = await readProgress(kafka);
    expect(generators.find(({ producer }) => producer === 'tried')?.badRows).toBe(n);
  }
  await writer.close();
  expect(proxy.dropped).toBeGreaterThanOrEqual(4);
  await proxy.close();
}, 60_000);
