import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

/** Values that are no reading, and the reason each is a dead letter for. */
const malformed: readonly (readonly [value: string | null, reason: string])[] = [
  ['', 'empty'],
  [null, 'empty'],
  ['no json at all', 'not_json'],
  ['{"sensor":"a","value":1,"event_time":"2026-01-01T00:00:00.000Z"} trailing', 'not_json'],
  ['{"value":1,"event_time":"2026-01-01T00:00:00.000Z"}', 'missing_field'],
  ['{"sensor":"a","event_time":"2026-01-01T00:00:00.000Z"}', 'missing_field'],
  ['{"sensor":"a","value":"warm","event_time":"2026-01-01T00:00:00.000Z"}', 'wrong_type'],
  ['{"sensor":"a","value":1,"event_time":"yesterday"}', 'bad_time'],
  ['{"sensor":"a","value":1,"event_time":"2999-01-01T00:00:00.000Z"}', 'future_time'],
];

let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make({ name: 'broken', generator: { rate: 200 } });
  await chain.up();
});
afterAll(() => chain.dispose());

async function sendMalformed(bootstrapServers: readonly string[]): Promise<void> {
  const kafka = new Kafka({ brokers: [...bootstrapServers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({
    topic: 'readings',
    messages: malformed.map(([value]) => ({ key: 'a', value, partition: 0 })),
  });
  await producer.disconnect();
}

test('malformed records become dead letters with their reason; the queries go on', async () => {
  const { kafka } = await chain.status();
  await sendMalformed(kafka.bootstrapServers);
  await chain.until('dead letters counted by both queries', (seen) =>
    seen.queries.every((query) => query.deadLetters === malformed.length),
  );
  const { stdout } = await chain.run('show', 'readings.dlq', '-n', '100', '-o', 'json');
  const letters = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { headers: Record<string, string> })
    .filter((letter) => letter.headers['query'] === 'sensor_stats');
  expect(letters.map((letter) => letter.headers['reason']).sort()).toEqual(
    malformed.map(([, reason]) => reason).sort(),
  );
  expect(letters[0]?.headers).toMatchObject({ topic: 'readings', partition: '0' });
});

test('the law counts them: read = valid + dead letters', async () => {
  const { result } = await chain.verify('--deep');
  for (const query of result.queries) {
    expect(query.deadLetters).toBe(malformed.length);
    expect(query.read).toBe((query.valid ?? 0) + malformed.length);
  }
});
