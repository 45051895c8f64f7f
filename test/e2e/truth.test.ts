/** Faults on purpose in a whole chain: each that was injected is found, whatever happens to the legs. */
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import { progressKey } from '../../chain/progress.ts';
import { truth } from '../support/law.ts';
import { ChainUnderTest } from './chain-under-test.ts';

const rate = 0.02;
let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make({
    name: 'truth',
    generator: {
      rate: 1_000,
      faults: { late: { rate }, doubled: { rate }, withheld: { rate }, malformed: { rate } },
    },
  });
  await chain.up();
});
afterAll(() => chain.dispose());

/** Rows that each query has read before the law is asked. */
async function untilRead(rows: number): Promise<void> {
  await chain.until('rows of both queries', (seen) =>
    seen.queries.every((query) => query.rowsRead > rows),
  );
}

test('verify finds every late, doubled, withheld and malformed one', async () => {
  await untilRead(10_000);
  const { code, result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(code).toBe(0);
  expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0 });
  expect(result.found).toEqual(result.injected);
  const { malformed, ...others } = result.injected!;
  for (const count of Object.values(others)) expect(count).toBeGreaterThan(50);
  expect(Object.keys(malformed ?? {})).toHaveLength(6);
  expect((await chain.status()).generator.injected).toBeGreaterThan(300);
});

test('a generator that is killed goes on as the same producer, and its truth with it', async () => {
  const pidOf = (status: Awaited<ReturnType<typeof chain.status>>) =>
    status.legs.find(({ id }) => id === 'generator-0')?.pid ?? null;
  const before = await chain.status();
  const pid = pidOf(before);
  expect(pid).not.toBeNull();
  process.kill(pid!, 'SIGKILL');
  const read = before.queries[0]?.rowsRead ?? 0;
  await chain.until('another process generates', (seen) => ![null, pid].includes(pidOf(seen)));
  await untilRead(read + 5_000);
  const { code, result } = await chain.verify();
  expect(result.problems).toEqual([]);
  expect(code).toBe(0);
  expect(result).toMatchObject({ ok: true, producers: 1 });
  expect(result.found).toEqual(result.injected);
});

test('a truth that claims more than there is makes verify exit with 4', async () => {
  const { stdout } = await chain.run('show', 'readings', '-n', '1', '-o', 'json');
  const { partition, headers } = JSON.parse(stdout) as {
    partition: number;
    headers: Record<string, string>;
  };
  const seq = Number(headers['seq']);
  const producer = headers['producer']!;
  const ranges = {
    late: [],
    doubled: [[seq, seq] as [number, number]],
    withheld: [],
    malformed: {},
  };
  const claim = truth({}, { producer, part: 900_000, partitions: { [partition]: ranges } });
  const { bootstrapServers } = (await chain.status()).kafka;
  const kafka = new Kafka({ brokers: bootstrapServers, logLevel: logLevel.NOTHING });
  const writer = kafka.producer({ allowAutoTopicCreation: false });
  await writer.connect();
  const messages = [{ key: progressKey(claim), value: JSON.stringify(claim), partition: 0 }];
  await writer.send({ topic: topicNames.progress, messages });
  await writer.disconnect();
  const { code, result } = await chain.verify();
  expect(code).toBe(4);
  expect(result.findings).toContainEqual(
    expect.objectContaining({ kind: 'injectedNotFound', fault: 'doubled', producer, partition }),
  );
});
