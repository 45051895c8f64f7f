/** Records of a topic are the same whichever way the runner fetches them, and whoever reads them: it or `verify`. */
import { execa } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getSoftware } from '../../targets/local/java/software.ts';
import type { Software } from '../../targets/local/java/software.ts';
import { silentReporter } from '../../targets/steps.ts';
import { useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
/** One more than there are codecs: of records that Java's producer would not send. */
const partitions = codecs.length + 1;
let software: Software;
let classes: string;

beforeAll(async () => {
  const { signal } = new AbortController();
  software = await getSoftware({ environment: process.env, report: silentReporter, signal });
  classes = await mkdtemp(join(tmpdir(), 'courant-fetch-'));
  const source = join(import.meta.dirname, '../support/FetchBoth.java');
  await execa(software.java.javac ?? 'javac', ['-cp', classPath(), '-d', classes, source]);
});
afterAll(() => rm(classes, { recursive: true, force: true }));

const classPath = () => [classes, software.runnerJar, ...software.sparkJars].join(':');

async function java(...args: readonly string[]): Promise<string[]> {
  const flags = ['-XX:TieredStopAtLevel=1', '-cp', classPath()];
  const program = [...flags, 'dev.courant.runner.feed.FetchBoth', ...args];
  return (await execa(software.java.java, program, { maxBuffer: 2 ** 30 })).stdout.split('\n');
}

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
  const config = { 'message.timestamp.type': times };
  await bench.traces.kafka.declare([{ name: topic, partitions, replicationFactor: 1, config }]);
  const servers = bench.broker.connection.bootstrapServers.join(',');
  await java('write', servers, topic, ...codecs);
  await sendOdd(topic);
  const lines = await java('read', servers, topic);
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
