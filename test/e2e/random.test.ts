import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make({ name: 'random', generator: { rate: 500 } });
  await chain.up();
});
afterAll(() => chain.dispose());

test('random sensors flow through the broker and both queries, and the law holds while they flow', async () => {
  const status = await chain.until('both queries counted', (seen) =>
    seen.queries.every((query) => (query.rowsRead ?? 0) > 1_000),
  );
  expect(status.queries.map((query) => query.name).sort()).toEqual([
    'hot_readings',
    'sensor_stats',
  ]);
  expect(status.generator).toMatchObject({ replicas: 1, failed: 0, unknown: 0 });

  const { code, result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0 });
  expect(result.acknowledged).toBeGreaterThan(1_000);
  expect(code).toBe(0);
});

test('up on a running chain starts nothing', async () => {
  const before = await chain.status();
  const { code, stderr } = await chain.run('up', '--detach');
  expect(code).toBe(0);
  expect(stderr).toContain('runs already');
  expect((await chain.status()).kafka.bootstrapServers).toEqual(before.kafka.bootstrapServers);
});

test('show prints rows of an output topic, one JSON object a line on request', async () => {
  const { stdout } = await chain.run('show', 'sensor_stats', '-n', '5', '-o', 'json');
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows).toHaveLength(5);
  expect(rows[0]).toMatchObject({ key: expect.any(String), value: { n: expect.any(Number) } });
});

test('scale starts and ends generators, and each leg sees the other rate', async () => {
  type Rates = { generator: number; topic: number; query: number };
  const up = await chain.json<{ replicas: number; before: Rates; after: Rates }>('scale', '3');
  expect(up.replicas).toBe(3);
  expect(up.after.topic).toBeGreaterThan(up.before.topic * 1.5);
  expect(up.after.query).toBeGreaterThan(up.before.query * 1.5);
  const down = await chain.json<{ replicas: number; after: Rates }>('scale', '1');
  expect(down.after.topic).toBeLessThan(up.after.topic);
});

test('after it stopped, the law still holds; the broker is started for as long as verify needs it', async () => {
  const { code: stopped } = await chain.run('down', '--keep-data', '--yes');
  expect(stopped).toBe(0);
  const { code, result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(code).toBe(0);
  expect(result.queries.map((query) => query.read)).toEqual([result.inTopic, result.inTopic]);
});
