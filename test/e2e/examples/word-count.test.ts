/** The example word-count: three consumers count the same words, and a wrong count is told. */
import { execa } from 'execa';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installed } from '../../cli/courant.ts';
import type { ChainUnderTest } from '../chain-under-test.ts';
import { exampleInClone, expectShown, makeExample } from './example.ts';
import type { Example } from './example.ts';

let example: Example;
let chain: ChainUnderTest;
beforeAll(async () => {
  example = await makeExample('word-count');
  ({ chain } = example);
  await chain.up();
});
afterAll(() => chain.dispose());

async function flows(): Promise<void> {
  const before = (await chain.status()).queries.map(({ rowsRead }) => rowsRead);
  await chain.until('all queries go on', ({ queries }) =>
    queries.every(({ rowsRead }, at) => rowsRead > (before[at] ?? 0) + 20),
  );
}

async function kill(leg: string): Promise<void> {
  const found = (await chain.status()).legs.find(({ name }) => name === leg);
  if (found?.pid == null) throw new Error(`${leg} has no process`);
  process.kill(found.pid, 'SIGKILL');
}

test('status has each query under its engine', async () => {
  const { stdout } = await chain.run('status');
  const legs = /^spark .*\n.*\n^flink .*\n.*\n/m.exec(stdout)?.[0] ?? '';
  expect(legs.match(/(total|windows)_(spark|flink)/g)).toEqual([
    'total_spark',
    'windows_spark',
    'total_flink',
    'windows_flink',
  ]);
});

test('while words come nobody can say, and it is told what to type', async () => {
  await flows();
  const { code, stderr } = await example.script('agree');
  expect(stderr).toContain('npx courant scale 0');
  expect(code).toBe(2);
});

test('the three agree, also after each engine was killed', async () => {
  expect((await chain.run('scale', '3')).code).toBe(0);
  for (const leg of ['flink', 'spark', 'generator']) {
    await kill(leg);
    await flows();
  }
  // From here on agree has to wait by itself until the queries have read the rest.
  expect((await chain.run('scale', '0')).code).toBe(0);
  const { code, stdout, stderr } = await example.script('agree');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('✓ they agree');
  expectShown('word-count', 'npm run agree', stdout);
  const rows = stdout.split('\n').slice(1, -1);
  expect(rows.map((row) => row.split(' ')[0])).toEqual([
    'eight',
    'five',
    'four',
    'nine',
    'one',
    'seven',
    'six',
    'ten',
    'three',
    'two',
  ]);
  const counted = rows.map((row) => Number(row.split(/ +/)[1]));
  const { result } = await chain.verify('--deep');
  expect(counted.reduce((sum, n) => sum + n, 0)).toBe(result.acknowledged);
});

test('of the running counts verify says why they are not proven, and of nothing else', async () => {
  const { code, result } = await chain.verify();
  expect(code).toBe(0);
  expect(result.problems).toEqual([]);
  expect(result.queries.map(({ name, plan }) => [name, plan])).toEqual([
    ['total_flink', 'other'],
    ['total_spark', 'other'],
    ['windows_flink', 'window'],
    ['windows_spark', 'window'],
  ]);
  expect(result.causes.map(({ kind }) => kind)).toEqual(['uncounted', 'uncounted']);
});

test('the plain consumer says what it counted at Ctrl-C', async () => {
  expect((await example.script('build')).code).toBe(0);
  const running = execa(process.execPath, ['build/plain.js'], {
    cwd: chain.folder,
    env: installed,
    reject: false,
  });
  running.stdout.on('data', (chunk) => {
    if (String(chunk).includes('caught up: ')) running.kill('SIGINT');
  });
  const { stdout, exitCode } = await running;
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/at Ctrl-C: .*\bone \d+/);
});

test.each([
  ['total_flink', 'one', { n: 1 }, /^ {2}one: plain Kafka \d+, Spark \d+, Flink 1, /m],
  [
    'windows_spark',
    'two',
    { n: 7, window_start: '2026-01-01T00:00:00.000Z', window_end: '2026-01-01T00:00:05.000Z' },
    /^ {2}two 2026-01-01T00:00:00.000Z: Spark 7, Flink 0$/m,
  ],
])('a wrong row in %s: they differ, and it is said where', async (topic, key, value, line) => {
  await addRow(topic, key, JSON.stringify(value));
  const { code, stderr } = await example.script('agree');
  expect(stderr).toContain('✗ they differ');
  expect(stderr).toMatch(line);
  expect(code).toBe(4);
});

/** Rows of a word are in one partition: only there is a row behind them. */
async function partitionOf(topic: string, key: string): Promise<number> {
  return (await chain.rows(topic)).find((row) => row.key === key)?.partition ?? 0;
}

async function addRow(topic: string, key: string, value: string): Promise<void> {
  const { bootstrapServers } = (await chain.status()).kafka;
  const kafka = new Kafka({ brokers: [...bootstrapServers], logLevel: logLevel.NOTHING });
  const partition = await partitionOf(topic, key);
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({ topic, messages: [{ key, value, partition }] });
  await producer.disconnect();
}

test('without a chain it ends with 3, in a clone without an install of its own too', async () => {
  const clone = await exampleInClone('word-count');
  const { code, stderr } = await clone.script('agree');
  await clone.dispose();
  expect(stderr).toContain('Kafka is stopped');
  expect(code).toBe(3);
});
