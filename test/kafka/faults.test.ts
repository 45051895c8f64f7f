/** Reading goes on while brokers die, come back, and hand over their partitions. */
import { afterEach, expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import { kafkaClient, openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import { openProgressWriter } from '../../kafka/progressWriter.ts';
import { startBroker } from '../support/broker.ts';
import type { TestBroker } from '../support/broker.ts';
import { ledger } from '../support/law.ts';

const open: { close?(): Promise<void>; remove?(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await (each.close?.() ?? each.remove?.());
});

async function start(options: Parameters<typeof startBroker>[0] = {}): Promise<TestBroker> {
  const broker = await startBroker(options);
  open.push({ remove: () => broker.remove() });
  return broker;
}

async function connect(broker: TestBroker): Promise<Kafka> {
  const kafka = await openKafka(broker.connection);
  open.push(kafka);
  return kafka;
}

async function write(broker: TestBroker, topic: string, count: number, partitions: number) {
  const producer = kafkaClient(broker.connection).producer();
  await producer.connect();
  for (let partition = 0; partition < partitions; partition++) {
    const value = 'x'.repeat(2_000);
    const messages = Array.from({ length: count }, () => ({ partition, value }));
    for (let at = 0; at < count; at += 500) {
      await producer.send({ topic, messages: messages.slice(at, at + 500) });
    }
  }
  await producer.disconnect();
}

const topic = (name: string, partitions: number, replicationFactor = 1) => ({
  name,
  partitions,
  replicationFactor,
  config: {},
});

it('a read survives the kill of the broker: every record once, in order', async () => {
  const broker = await start();
  const kafka = await connect(broker);
  await kafka.declare([topic('t', 2)]);
  await write(broker, 't', 4_000, 2);
  const bounds = (await kafka.offsets(['t'])).get('t')!;
  const next = [0, 0];
  let restarted: Promise<void> | undefined;
  for await (const block of kafka.read('t', bounds)) {
    for (const { partition, offset } of block) {
      expect(offset).toBe(next[partition]);
      next[partition] = offset + 1;
    }
    if (restarted === undefined) {
      await broker.kill();
      restarted = broker.start();
    }
  }
  await restarted;
  expect(next).toEqual([4_000, 4_000]);
}, 120_000);

it('a progress writer and a follower survive the restart of the broker', async () => {
  const broker = await start();
  const kafka = await connect(broker);
  await kafka.declare([topic(topicNames.progress, 1)]);
  const writer = await openProgressWriter(broker.connection);
  open.push(writer);
  await writer.write([ledger({ badRows: 1 })]);
  const stop = new AbortController();
  const seen: number[] = [];
  const following = (async () => {
    const from = [{ partition: 0, start: 0 }];
    for await (const block of kafka.follow(topicNames.progress, from, stop.signal)) {
      seen.push(...block.map(({ offset }) => offset));
      if (seen.includes(1)) stop.abort();
    }
  })();
  await broker.kill();
  const [, written] = await Promise.all([
    broker.start(),
    writer.write([ledger({ badRows: 2 })]).then(() => true),
  ]);
  expect(written).toBe(true);
  await following;
  expect(seen.slice(0, 2)).toEqual([0, 1]);
  expect((await readProgress(kafka)).generators[0]?.badRows).toBe(2);
}, 120_000);

it('two brokers share the partitions; one dies and the other is asked for its', async () => {
  const first = await start();
  const second = await start({ joins: first });
  const kafka = await connect(first);
  await kafka.declare([topic('shared', 6, 2)]);
  await write(first, 'shared', 600, 6);
  const bounds = (await kafka.offsets(['shared'])).get('shared')!;
  expect(bounds).toHaveLength(6);
  let [records, killed] = [0, false];
  for await (const block of kafka.read('shared', bounds)) {
    records += block.length;
    if (killed) continue;
    killed = true;
    await second.kill();
  }
  expect(records).toBe(6 * 600);
  let scanned = 0;
  await kafka.scan('shared', bounds, () => scanned++);
  expect(scanned).toBe(6 * 600);
}, 120_000);
