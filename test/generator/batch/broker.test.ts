/** Batches on the real broker: read back by Kafka's Java client, recognised when they come again. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Producer } from 'kafkajs';
import { topicNames } from '../../../chain/names.ts';
import { chooseCodec } from '../../../generator/batch/chooseCodec.ts';
import { none } from '../../../kafka/wire/compression.ts';
import type { Codec } from '../../../kafka/wire/compression.ts';
import { OpenBatch } from '../../../generator/batch/openBatch.ts';
import { RecordWriter } from '../../../generator/batch/record.ts';
import { SealedBatch } from '../../../generator/batch/sealedBatch.ts';
import { openSender } from '../../../generator/lanes/kafkaSender.ts';
import type { Encoder } from '../../../generator/lanes/kafkaSender.ts';
import type { Sender } from '../../../generator/lanes/sender.ts';
import { kafkaClient } from '../../../kafka/client.ts';
import type { TopicRecord } from '../../../kafka/client.ts';
import { BatchInTransit, enableBatches } from '../../../kafka/driver/produceBatch.ts';
import { brokerJars } from '../../support/jars.ts';
import { ledger, span } from '../../support/law.ts';
import { law, useGenerator } from '../useGenerator.ts';

const bench = useGenerator();
const topic = topicNames.readings;
const writer = new RecordWriter('p1');
const auto = chooseCodec({ compression: 'auto', encoder: 'batch' }).codec;
const open: { close?(): Promise<unknown>; disconnect?(): Promise<unknown> }[] = [];

beforeEach(() => bench.traces.clear([], 2));
afterEach(async () => {
  for (const each of open.splice(0)) await (each.close?.() ?? each.disconnect?.());
});

function batchOf(seqs: readonly number[], codec: Codec = none, partition = 0): SealedBatch {
  const batch = new OpenBatch(2 ** 20);
  for (const seq of seqs) {
    batch.stamp(Date.now());
    const value = Buffer.from(JSON.stringify({ sensor: 's1', value: seq, text: 'é\u2028' }));
    writer.write(batch, { key: Buffer.from(`s${seq % 3}`), value, seq, eventTimeMs: 0 });
  }
  return new SealedBatch(batch, { partition, codec, firstSeq: seqs[0] ?? 0 });
}

async function connect(encoder: Encoder = 'batch', codec: Codec = none): Promise<Sender> {
  const { connection } = bench.broker;
  const sender = await openSender({ connection, topic, encoder, codec });
  open.push(sender);
  return sender;
}

async function connectProducer(): Promise<Producer> {
  const producer = kafkaClient(bench.broker.connection).producer({ idempotent: true });
  await producer.connect();
  open.push(producer);
  return producer;
}

async function records(name: string = topic): Promise<TopicRecord[]> {
  const { kafka } = bench.traces;
  const ranges = (await kafka.offsets([name])).get(name) ?? [];
  const found: TopicRecord[] = [];
  for await (const block of kafka.read(name, ranges)) found.push(...block);
  return found;
}

const seqsOf = (found: readonly TopicRecord[]) =>
  found.map(({ headers }) => Number(headers['seq']?.toString()));

async function readByJava(): Promise<string[][]> {
  const source = path.join(import.meta.dirname, '../../support/ReadBack.java');
  const classes = (await brokerJars()).join(':');
  const servers = bench.broker.connection.bootstrapServers.join(',');
  const flags = ['-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
  const { stdout } = await promisify(execFile)(
    'java',
    [...flags, '-cp', classes, source, servers, topic],
    { maxBuffer: 2 ** 26 },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
}

it('Kafka’s Java client reads them back with checksums on, as our own reader does', async () => {
  const sender = await connect();
  for (const [codec, first] of [
    [none, 0],
    [auto, 1_000],
    [chooseCodec({ compression: 'gzip', encoder: 'batch' }).codec, 2_000],
  ] as const) {
    expect(await sender.send(batchOf(span(first, first + 999), codec))).toBe(first);
  }
  const own = await records();
  expect(seqsOf(own)).toEqual(span(0, 2_999));
  expect(await readByJava()).toEqual(
    own.map(({ partition, offset, timestampMs, key, value, headers }) => [
      String(partition),
      String(offset),
      String(timestampMs),
      key?.toString(),
      value?.toString(),
      `producer=${headers['producer']?.toString()}`,
      `seq=${headers['seq']?.toString()}`,
    ]),
  );
}, 120_000);

it.each<[Encoder, Codec]>([
  ['batch', auto],
  ['stock', none],
  ['stock', chooseCodec({ compression: 'gzip', encoder: 'stock' }).codec],
])('the same records come from either encoder: %s, %o', async (encoder, codec) => {
  const sender = await connect(encoder, codec);
  const batch = batchOf(span(5, 404), encoder === 'batch' ? codec : none, 1);
  expect(await sender.send(batch)).toBe(0);
  expect(await sender.send(batchOf(span(405, 410), none, 1))).toBe(400);
  const found = await records();
  expect(seqsOf(found)).toEqual(span(5, 410));
  expect(found[7]).toMatchObject({ partition: 1, key: Buffer.from('s0') });
  expect(found[7]?.value?.toString()).toBe('{"sensor":"s1","value":12,"text":"é\u2028"}');
  expect(found[0]?.timestampMs).toBe(batch.baseMs);
});

it('a batch that comes again under its number is acknowledged at its place, and not written', async () => {
  const producer = await connectProducer();
  enableBatches();
  const send = async (batch: SealedBatch, sequence: number) => {
    const messages = [new BatchInTransit(batch, sequence).toMessage()];
    const [written] = await producer.send({ topic, acks: -1, messages });
    return Number(written?.baseOffset);
  };
  const [first, second] = [batchOf(span(0, 9)), batchOf(span(10, 29))];
  expect(await send(first, 0)).toBe(0);
  expect(await send(second, 10)).toBe(10);
  expect(await send(second, 10)).toBe(10);
  expect(await send(first, 0)).toBe(0);
  expect(await send(batchOf(span(30, 30)), 30)).toBe(30);
  expect(seqsOf(await records())).toEqual(span(0, 30));
});

it('negative control: with kafkajs’s own count of batches, the broker refuses what follows', async () => {
  const producer = await connectProducer();
  enableBatches();
  // kafkajs counts a batch as one record, so the second one would begin at 1.
  const send = (batch: SealedBatch, kafkajsSequence: number) =>
    producer.send({
      topic,
      acks: -1,
      messages: [new BatchInTransit(batch, kafkajsSequence).toMessage()],
    });
  await send(batchOf(span(0, 9)), 0);
  await expect(send(batchOf(span(10, 19)), 1)).rejects.toMatchObject({
    type: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  });
});

it('negative control: a counter that stands still loses readings, and verify finds them', async () => {
  const producer = await connectProducer();
  enableBatches();
  const acknowledged: [number, number, number, number][] = [];
  for (const first of [0, 10, 20]) {
    const messages = [new BatchInTransit(batchOf(span(first, first + 9)), 0).toMessage()];
    await producer.send({ topic, acks: -1, messages });
    acknowledged.push([first, first + 9, first, first + 9]);
  }
  await bench.traces.report([ledger({ acknowledged, state: 'stopped' })]);
  expect(await law(bench.traces.kafka)).toMatchObject({ ok: false, acknowledged: 30, lost: 20 });
});
