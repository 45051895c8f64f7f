/** Negative controls: a proof that cannot fail proves nothing. Each tampers with a real chain and must be found. */
import { Kafka, logLevel } from 'kafkajs';
import type { Message } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import type { GeneratorProgress } from '../../chain/progress.ts';
import { progressKey } from '../../chain/progress.ts';
import { ledger, reading } from '../support/law.ts';
import { ChainUnderTest } from './chain-under-test.ts';

let chain: ChainUnderTest;
let kafka: Kafka;

beforeAll(async () => {
  chain = await ChainUnderTest.make({ name: 'controls', generator: { rate: 100 } });
  await chain.up();
  const { bootstrapServers } = (await chain.status()).kafka;
  kafka = new Kafka({ brokers: bootstrapServers, logLevel: logLevel.NOTHING });
});
afterAll(() => chain.dispose());

async function send(topic: string, messages: Message[]): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  for (const message of messages) await producer.send({ topic, messages: [message] });
  await producer.disconnect();
}

function report(fields: Partial<GeneratorProgress>): Promise<void> {
  const record = ledger({ state: 'stopped', time: new Date().toISOString(), ...fields });
  return send(topicNames.progress, [{ key: progressKey(record), value: JSON.stringify(record) }]);
}

/** Verify must exit with 4, and name the producer. */
async function expectFound(producer: string) {
  const { code, result } = await chain.verify();
  expect(result.ok).toBe(false);
  expect(code).toBe(4);
  const named = result.problems.filter((problem) => problem.includes(producer));
  expect(named.length).toBeGreaterThan(0);
  return { result, named: named.join('\n') };
}

test('a reading of the ledger that nobody sent is lost', async () => {
  await report({ producer: 'liar', acknowledged: [[0, 2, 0, 2]] });
  const { result, named } = await expectFound('liar');
  expect(result.lost).toBe(3);
  expect(named).toMatch(/partition 0/);
});

test('a record sent twice is doubled', async () => {
  const { stdout } = await chain.run('show', 'readings', '-n', '1', '-o', 'json');
  const shown = JSON.parse(stdout) as {
    partition: number;
    key: string;
    value: object;
    headers: Record<string, string>;
  };
  const { partition, key, headers } = shown;
  const value = JSON.stringify(shown.value);
  await send(topicNames.readings, [{ partition, key, value, headers }]);
  const { result, named } = await expectFound(headers['producer'] ?? '');
  expect(result.doubled).toBe(1);
  expect(named).toContain(headers['seq']);
});

test('two readings that changed places are out of order', async () => {
  const swapped = [0, 2, 1].map((seq) => ({
    ...reading(seq, { producer: 'swapper', eventTimeMs: Date.now() }),
    partition: 0,
  }));
  await send(topicNames.readings, swapped);
  const { result } = await expectFound('swapper');
  expect(result.outOfOrder).toBeGreaterThan(0);
});

test('a row that the query did not write breaks the last hop', async () => {
  // Rows of a batch that is still open are left aside.
  await chain.until('a batch is reported', ({ queries }) =>
    queries.some(({ name, lastBatchMs }) => name === 'hot_readings' && lastBatchMs !== null),
  );
  const { stdout } = await chain.run('show', 'hot_readings', '-n', '1', '-o', 'json');
  const { key, value, headers } = JSON.parse(stdout) as {
    key: string;
    value: object;
    headers: Record<string, string>;
  };
  const forged = { ...headers, batch: '0', row: 'forged' };
  await send('hot_readings', [{ key, value: JSON.stringify(value), headers: forged }]);
  const { named } = await expectFound('hot_readings');
  expect(named).toContain('output rows');
});
