import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CourantError } from '../../chain/errors.ts';
import { kafkaClient, openKafka } from '../../kafka/client.ts';
import type { Kafka, TopicRecord } from '../../kafka/client.ts';
import { startBroker } from '../support/broker.ts';
import type { TestBroker } from '../support/broker.ts';
import { deleteOldest } from '../support/deleteOldest.ts';

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

async function write(
  topic: string,
  partition: number,
  values: readonly string[],
  compression = 0,
): Promise<void> {
  const producer = kafkaClient(broker.connection).producer();
  await producer.connect();
  const messages = values.map((value, index) => ({
    partition,
    key: `k${index}`,
    value,
    headers: { producer: 'p', seq: String(index) },
  }));
  await producer.send({ topic, messages, compression });
  await producer.disconnect();
}

const topic = (name: string, partitions = 2) => ({
  name,
  partitions,
  replicationFactor: 1,
  config: { 'retention.ms': '7200000' },
});

async function all(blocks: AsyncIterable<readonly TopicRecord[]>): Promise<TopicRecord[]> {
  const records: TopicRecord[] = [];
  for await (const block of blocks) records.push(...block);
  return records;
}

describe('a connection to a real broker', () => {
  it('declares topics once, lists them, and tells their bounds', async () => {
    await kafka.declare([topic('declared'), topic('declared.too', 1)]);
    await kafka.declare([topic('declared')]);
    expect(await kafka.topics()).toEqual(expect.arrayContaining(['declared', 'declared.too']));
    const bounds = await kafka.offsets(['declared', 'no-such-topic']);
    expect([...bounds]).toEqual([
      [
        'declared',
        [
          { partition: 0, start: 0, end: 0 },
          { partition: 1, start: 0, end: 0 },
        ],
      ],
    ]);
  });

  it('refuses a topic that Kafka refuses, with the reason', async () => {
    await expect(
      kafka.declare([{ ...topic('broken'), config: { 'retention.ms': 'soon' } }]),
    ).rejects.toMatchObject({ code: 'COURANT_CONFIG_INVALID' });
  });

  it.each([
    ['none', 0],
    ['gzip', 1],
  ])('reads back what was written, compression %s', async (name, codec) => {
    const values = Array.from({ length: 500 }, (_, i) => `value ${i}`);
    await kafka.declare([topic(`bytes-${name}`)]);
    await write(`bytes-${name}`, 1, values, codec);
    const bounds = (await kafka.offsets([`bytes-${name}`])).get(`bytes-${name}`)!;
    const records = await all(kafka.read(`bytes-${name}`, bounds));
    expect(records.map(({ value }) => value?.toString())).toEqual(values);
    expect(records[7]).toMatchObject({ partition: 1, offset: 7, topic: `bytes-${name}` });
    expect(records[7]?.key?.toString()).toBe('k7');
    expect(records[7]?.headers['seq']?.toString()).toBe('7');
    expect(Math.abs(records[7]!.timestampMs - Date.now())).toBeLessThan(60_000);
  });

  it('reads exactly the offsets asked for', async () => {
    await kafka.declare([topic('slice', 1)]);
    await write(
      'slice',
      0,
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
    const records = await all(kafka.read('slice', [{ partition: 0, start: 13, end: 21 }]));
    expect(records.map(({ offset }) => offset)).toEqual([13, 14, 15, 16, 17, 18, 19, 20]);
  });

  it('reads on from a log start that has moved', async () => {
    await kafka.declare([topic('emptied', 1)]);
    await write('emptied', 0, ['a', 'b', 'c']);
    await deleteOldest(broker.connection, 'emptied');
    await write('emptied', 0, ['d']);
    expect((await kafka.offsets(['emptied'])).get('emptied')).toEqual([
      { partition: 0, start: 3, end: 4 },
    ]);
    const records = await all(kafka.read('emptied', [{ partition: 0, start: 0, end: 4 }]));
    expect(records.map(({ value }) => value?.toString())).toEqual(['d']);
  });

  it('deletes the topics there are, knows them no more, and can make one anew', async () => {
    await kafka.declare([topic('left', 1), topic('leaving', 2)]);
    await write('leaving', 0, ['a']);
    await kafka.deleteTopics(['leaving', 'never_made']);
    expect(await kafka.topics()).not.toContain('leaving');
    expect(await kafka.topics()).toContain('left');
    await kafka.declare([topic('leaving', 1)]);
    expect((await kafka.offsets(['leaving'])).get('leaving')).toEqual([
      { partition: 0, start: 0, end: 0 },
    ]);
  });

  it('ends where the log ends, though more was asked for', async () => {
    await kafka.declare([topic('short', 1)]);
    await write('short', 0, ['a', 'b']);
    expect(await all(kafka.read('short', [{ partition: 0, start: 100, end: 200 }]))).toEqual([]);
  });

  it('follows what arrives until it is told to stop', async () => {
    await kafka.declare([topic('followed', 1)]);
    const stop = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const block of kafka.follow(
        'followed',
        [{ partition: 0, start: 0 }],
        stop.signal,
      )) {
        seen.push(...block.map(({ value }) => String(value)));
        if (seen.length === 3) stop.abort();
      }
    })();
    await write('followed', 0, ['a', 'b']);
    await write('followed', 0, ['c']);
    await reading;
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('says which topic there is not', async () => {
    await expect(
      all(kafka.read('no-such-topic', [{ partition: 0, start: 0, end: 1 }])),
    ).rejects.toMatchObject({ code: 'COURANT_TOPIC_UNKNOWN' });
  });

  it('says that nobody listens', async () => {
    const refused = await openKafka({ bootstrapServers: ['127.0.0.1:1'] }).catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(CourantError);
    expect(refused).toMatchObject({ code: 'COURANT_KAFKA_UNREACHABLE' });
  });
});
