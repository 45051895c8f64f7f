import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

/** Hourly temperatures of San Francisco in 2010: no zone, no sensor column. */
const temperatures = readFileSync(
  createRequire(import.meta.url).resolve('vega-datasets/data/sf-temps.csv'),
  'utf8',
);
const rows = temperatures.trim().split('\n').length - 1;

let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make(
    {
      name: 'temperatures',
      generator: {
        source: { type: 'replay', files: 'data/*.csv', time: 'date', value: 'temp', speed: 'max' },
      },
    },
    { 'data/sf-temps.csv': temperatures },
  );
  await chain.up();
});
afterAll(() => chain.dispose());

test('a real data set: every row of the file is proven to have been counted', async () => {
  expect(rows).toBe(8_759);
  await chain.until('all rows read', (seen) =>
    seen.queries.every((query) => query.rowsRead === rows),
  );
  const { code, result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({
    ok: true,
    acknowledged: rows,
    inTopic: rows,
    lost: 0,
    doubled: 0,
  });
  const stats = result.queries.find((query) => query.name === 'sensor_stats');
  expect(stats).toMatchObject({ read: rows, valid: rows, deadLetters: 0, counted: rows, late: 0 });
  expect(code).toBe(0);
});

test('scaling a replay is refused: its file would be sent twice', async () => {
  const { code, stderr } = await chain.run('scale', '2');
  expect(code).toBe(2);
  expect(stderr).toContain('replay');
});
