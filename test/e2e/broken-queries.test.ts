import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

/** Spark accepts it, and fails on its first reading. */
const broken = 'SELECT sensor AS key, 1 / (value - value) AS none FROM readings\n';
const filtersAll = 'SELECT sensor AS key, value FROM readings WHERE value > 1e300\n';

let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make({ name: 'broken', generator: { rate: 200 } });
  await writeFile(queryFile('broken'), broken);
  await rm(queryFile('hot_readings'));
});
afterAll(() => chain.dispose());

function queryFile(name: string): string {
  return join(chain.folder, 'spark/queries', `${name}.sql`);
}

interface Started {
  readonly ready: boolean;
  readonly firstRowMs: number | null;
  readonly warnings: readonly { readonly query: string; readonly code: string }[];
}

test('one query that fails while another makes rows: up succeeds, and warns of it', async () => {
  const { code, stdout, stderr } = await chain.run('up', '--detach', '-o', 'json');
  expect(code).toBe(0);
  expect(stderr).toContain('✓ starting Spark: first row is out');
  expect(stderr).toMatch(
    /query broken COURANT_QUERY_FAILED: .*"broken" failed in batch 0 .*readings.* at line 1, column 23: division by zero/,
  );
  expect(stderr).toContain('→ use try_divide in the query: it gives NULL there');
  const started = JSON.parse(stdout) as Started;
  expect(started).toMatchObject({
    ready: true,
    warnings: [{ query: 'broken', code: 'COURANT_QUERY_FAILED' }],
  });
  expect(started.firstRowMs).toBeGreaterThan(0);
});

test('the status tells the same, and that Spark itself runs; up again still warns', async () => {
  const { queries, legs } = await chain.until('Spark runs', ({ legs: seen }) =>
    seen.some(({ name, state }) => name === 'spark' && state === 'running'),
  );
  expect(queries.find(({ name }) => name === 'broken')).toMatchObject({
    state: 'failed',
    error: { code: 'COURANT_QUERY_FAILED' },
  });
  expect(legs.find(({ name }) => name === 'spark')?.restarts).toBe(0);
  const again = await chain.json<Started>('up', '--detach');
  expect(again).toMatchObject({ unchanged: true, warnings: [{ query: 'broken' }] });
  expect((await chain.run('down', '--yes')).code).toBe(0);
});

test('one query that fails and one that filters everything: nothing is missing', async () => {
  await rm(queryFile('sensor_stats'));
  await writeFile(queryFile('filters_all'), filtersAll);
  const definition = { name: 'broken', generator: { rate: 200, count: 300 } };
  await writeFile(join(chain.folder, 'chain.config.json'), JSON.stringify(definition));
  const started = await chain.json<Started>('up', '--detach');
  expect(started).toMatchObject({ ready: true, firstRowMs: null, warnings: [{ query: 'broken' }] });
  expect((await chain.run('down', '--yes')).code).toBe(0);
});

test('where every query fails, up fails with the error of the first, and nothing goes on', async () => {
  await rm(queryFile('filters_all'));
  await writeFile(queryFile('also_broken'), broken);
  const { code, stderr } = await chain.run('up', '--detach');
  expect(stderr).toMatch(/error COURANT_QUERY_FAILED: query "also_broken" failed in batch 0/);
  expect(stderr).toMatch(/query broken COURANT_QUERY_FAILED/);
  expect(stderr).toContain('everything was stopped');
  expect(code).toBe(1);
  expect(await chain.alive()).toEqual([]);
});
