/** Records of a topic are the same whichever way the runner fetches them, and whoever reads them: it or `verify`. */
import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from 'vitest';
import { deleteOldest } from '../support/deleteOldest.ts';
import { useTraces } from '../support/useTraces.ts';
import { useRunner } from './useRunner.ts';

const bench = useTraces();
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
/** One more than there are codecs: of records that Java's producer would not send. */
const partitions = codecs.length + 1;
/** Times long ago are no reason to delete. */
const kept = { 'retention.ms': '-1' };
const fetchBoth = useRunner('FetchBoth', 'dev.courant.runner.feed.FetchBoth');

/** Times before 1970, and of several headers of one name the last one empty. */
async function sendOdd(topic: string): Promise<void> {
  const brokers = [...bench.broker.connection.bootstrapServers];
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const messages = [-1, -2, -1_000, -86_400_001].map((time) => ({
    partition: partitions - 1,
    value: null,
    timestamp: String(time),
    headers: { producer: ['a', `b${time}`], seq: ['1', '2', ''] },
  }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}

/** What `verify` reads, as the runner's fetches are printed; a header without a value is empty to it. */
async function ownLines(topic: string): Promise<string[]> {
  const { kafka } = bench.traces;
  const lines: string[] = [];
  await kafka.scan(topic, (await kafka.offsets([topic])).get(topic) ?? [], (record) => {
    const { partition, offset, timestampMs, value } = record;
    const { producer, seq } = record.headers();
    const [text = 'null', ...headers] = [value, producer, seq].map((b) => b?.toString('base64'));
    lines.push([partition, 0, offset, timestampMs * 1_000, text, ...headers].join('\t'));
  });
  return lines.sort();
}

/** The first line that differs; of thousands the rest would say no more. */
const difference = (some: readonly string[], others: readonly string[]) =>
  some.map((line, at) => [line, others[at]]).find(([one, other]) => one !== other);

test.each(['CreateTime', 'LogAppendTime'])('of a topic with %s', async (times) => {
  const topic = `readings-${times}`;
  const config = { 'message.timestamp.type': times, ...kept };
  await bench.traces.kafka.declare([{ name: topic, partitions, replicationFactor: 1, config }]);
  const servers = bench.broker.connection.bootstrapServers.join(',');
  await fetchBoth('write', servers, topic, ...codecs);
  await sendOdd(topic);
  const lines = await fetchBoth('read', servers, topic);
  const [batches = [], polled = []] = ['batches\t', 'polled\t'].map((way) =>
    lines.filter((line) => line.startsWith(way)).map((line) => line.slice(way.length)),
  );
  expect(batches).toHaveLength(polled.length);
  expect(difference(batches, polled)).toBeUndefined();

  const own = await ownLines(topic);
  const whole = batches.filter((line) => /^\d+\t0\t\d/.test(line)).sort();
  expect(whole).toHaveLength(3_200 * codecs.length + 4);
  expect(own).toHaveLength(whole.length);
  const withoutNull = whole.map((line) => line.replace(/\tnull(?=\t[^\t]*$|$)/g, '\t'));
  expect(difference(withoutNull, own)).toBeUndefined();
});

test('what was deleted, or never was, is the same error to both', async () => {
  const topic = 'deleted';
  await bench.traces.kafka.declare([
    { name: topic, partitions, replicationFactor: 1, config: kept },
  ]);
  await sendOdd(topic);
  await deleteOldest(bench.broker.connection, topic, 0.5);
  const servers = bench.broker.connection.bootstrapServers.join(',');
  expect(await fetchBoth('miss', servers, topic)).toEqual(
    ['batches', 'batches', 'polled', 'polled'].map((way) => `${way}\t5\tOffsetOutOfRangeException`),
  );
});
