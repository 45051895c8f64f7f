/** Records whose size nobody here decides: small on the wire, compressed, and larger than Kafka takes when they go on. */
import { createHash } from 'node:crypto';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import type { Message } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import { reading } from '../support/law.ts';
import { ChainUnderTest } from './chain-under-test.ts';

const { readings, deadLetters } = topicNames;
const largest = 1_048_588;

/** Each a row of its own text, of which one in two characters cannot be compressed away: 2.5 MB stay 1.3 MB. */
const blown = `SELECT sensor AS key,
  array_join(transform(sequence(1, 20000), i -> sha2(concat(offset, ':', i), 512)), '') AS text
FROM readings WHERE kind = 'blown'`;
const whole = `SELECT sensor AS key, kind, data FROM readings`;
/** A key as long as the record has it, of a row with state. */
const perKey = `SELECT sensor AS key, window.start AS window_start, window.end AS window_end, count(*) AS n
FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS
GROUP BY sensor, window(event_time, '5 seconds')`;

let chain: ChainUnderTest;
let kafka: Kafka;

beforeAll(async () => {
  chain = await ChainUnderTest.make(
    { name: 'huge', generator: { rate: 50 } },
    {
      'spark/queries/whole.sql': whole,
      'spark/queries/blown.sql': blown,
      'spark/queries/per_key.sql': perKey,
    },
  );
  await chain.up();
  const { bootstrapServers } = (await chain.status()).kafka;
  kafka = new Kafka({ brokers: bootstrapServers, logLevel: logLevel.NOTHING });
});
afterAll(() => chain.dispose());

async function send(messages: Message[]): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  for (const message of messages) {
    await producer.send({
      topic: readings,
      compression: CompressionTypes.GZIP,
      messages: [{ ...message, partition: 0 }],
    });
  }
  await producer.disconnect();
}

/** Text that no compression makes smaller than half. */
function noise(bytes: number): string {
  const blocks = Array.from({ length: Math.ceil(bytes / 128) }, (_, i) =>
    createHash('sha512').update(`${i}`).digest('hex'),
  );
  return blocks.join('').slice(0, bytes);
}

function valid(fields: object): string {
  return JSON.stringify({
    sensor: 'huge',
    kind: 'huge',
    event_time: new Date().toISOString(),
    ...fields,
  });
}

/** Waits until each query has read `records` dead letters in all, and none has failed. */
async function untilDead(records: number): Promise<void> {
  await chain.until(`${records} dead letters`, (seen) =>
    seen.queries.every(
      (query) => query.deadLetters === records && query.state === 'running' && query.restarts === 0,
    ),
  );
}

interface Shown {
  readonly key: string;
  readonly value: unknown;
  readonly headers: Record<string, string>;
}

async function shown(topic: string, count = '200'): Promise<Shown[]> {
  const { stdout } = await chain.run('show', topic, '-n', count, '-o', 'json');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Shown);
}

test('a record that is no reading becomes a dead letter whatever its size and its headers', async () => {
  const forged = (bytes: number) => ({ producer: 'p'.repeat(bytes), seq: '7'.repeat(bytes) });
  await send([
    { key: 'a', value: 'x'.repeat(3_000_000) },
    { key: 'a', value: 'ä'.repeat(1_500_000) },
    { key: 'a', value: `"${noise(1_400_000)}"` },
    { key: 'k'.repeat(900_000), value: '?' },
    { key: 'a', value: '?', headers: forged(1_500_000) },
    { key: 'a', value: valid({ event_time: '9'.repeat(2_000_000) }) },
    { key: 'a', value: valid({ value: 1 }).replace('1}', `${'1'.repeat(900_000)}}`) },
    { key: 'a', value: `{"data":${'['.repeat(500_000)}` },
    ...[1_048_300, 1_048_400, largest - 100, largest - 12].map((bytes) => ({
      key: 'a',
      value: 'e'.repeat(bytes),
    })),
  ]);
  await untilDead(12);
  const letters = (await shown(deadLetters)).filter(({ headers }) => headers['query'] === 'whole');
  expect(letters).toHaveLength(12);
  expect(letters[0]?.headers).toMatchObject({ reason: 'not_json', size: '3000000' });
  expect(letters[0]?.value).toBe('x'.repeat(256 * 1024));
  expect(letters[1]?.value).toBe('ä'.repeat(128 * 1024));
  expect(letters[3]?.headers['size']).toBeUndefined();
  const { producer, seq } = letters[4]?.headers ?? {};
  expect([producer?.length, seq?.length]).toEqual([501, 501]);
  for (const { headers } of letters) expect(headers['detail']?.length).toBeLessThan(600);
});

test('a record of a time that Spark cannot hold does not come in', async () => {
  const records = [{ key: 'a', value: '?', timestamp: '-9000000000000000000' }];
  await expect(send(records)).rejects.toThrow(/timestamp/);
});

test('a letter that its topic does not take is written without its value', async () => {
  const admin = kafka.admin();
  await admin.connect();
  const limit = (value: string) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: 2,
          name: deadLetters,
          configEntries: [{ name: 'max.message.bytes', value }],
        },
      ],
    });
  await limit('4000');
  await send([{ key: 'a', value: noise(40_000) }]);
  await untilDead(13);
  await limit(String(largest));
  await admin.disconnect();
  const letter = (await shown(deadLetters)).findLast(({ headers }) => headers['query'] === 'whole');
  expect(letter?.headers).toMatchObject({ reason: 'not_json', size: '40000' });
  expect(letter?.value).toBeNull();
});

test('what came in compressed goes out again; a row that Kafka does not take is set aside, and the law closes', async () => {
  const record = (fields: object) => ({ ...reading(0), headers: {}, value: valid(fields) });
  await send([
    record({ data: { text: 'y'.repeat(3_000_000) } }),
    ...[1, 2, 3].map((value) => record({ kind: 'blown', value })),
    record({ sensor: noise(1_400_000), kind: 'key', value: 1 }),
    record({ data: { deep: JSON.parse(`${'['.repeat(900)}${']'.repeat(900)}`) as unknown } }),
  ]);
  await chain.until('three rows set aside', (seen) =>
    seen.queries.every(({ state, restarts }) => state === 'running' && restarts === 0),
  );
  await expect
    .poll(
      async () => {
        const { result } = await chain.verify();
        return result.queries.find(({ name }) => name === 'blown')?.rowsSetAside;
      },
      { timeout: 60_000 },
    )
    .toBe(3);
  const { code, result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(code).toBe(0);
  const query = (name: string) => result.queries.find((candidate) => candidate.name === name);
  expect(query('blown')).toMatchObject({ counted: 0, rowsSetAside: 3, late: 0 });
  expect(query('whole')).toMatchObject({ late: 0 });
  const letters = (await shown(deadLetters)).filter(
    ({ headers }) => headers['reason'] === 'oversized_row' && headers['query'] === 'blown',
  );
  expect(letters).toHaveLength(3);
  expect(letters[0]?.headers).toMatchObject({ topic: 'blown' });
  expect(letters[0]?.key).toBe(`${letters[0]?.headers['batch']}/${letters[0]?.headers['row']}`);
});
