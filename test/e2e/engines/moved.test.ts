/** A query that moves from one engine to the other, under the same name and with the same sentence. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from '../chain-under-test.ts';

let chain: ChainUnderTest;
beforeAll(async () => {
  chain = await ChainUnderTest.make(
    { name: 'moved', generator: { rate: 200 }, queries: { spark: { folder: 'sql' } } },
    { 'sql/all.sql': 'SELECT sensor AS key, event_time FROM readings\n' },
  );
});
afterAll(() => chain.dispose());

async function expectProven(engine: string): Promise<void> {
  await chain.until('rows come', ({ queries }) => (queries[0]?.rowsRead ?? 0) > 0);
  await chain.run('scale', '0');
  await chain.until('all is read', ({ queries: [all] }) => all?.lagRows === 0);
  const { code, result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(code).toBe(0);
  expect(result.queries).toMatchObject([{ name: 'all', engine, lag: 0 }]);
}

test.each([
  ['spark', 'flink'],
  ['flink', 'spark'],
])('from %s to %s it is refused until it is reset, and then proven', async (from, to) => {
  await chain.redefine((definition) => (definition['queries'] = { [from]: { folder: 'sql' } }));
  await chain.up();
  await expectProven(from);
  await chain.run('down', '--keep-data', '--yes');
  await chain.redefine((definition) => (definition['queries'] = { [to]: { folder: 'sql' } }));
  const { code, stderr } = await chain.run('up', '--detach');
  expect(code).toBe(2);
  expect(stderr).toContain('COURANT_QUERY_CHANGED');
  expect(stderr).toContain('courant reset all');
  expect((await chain.run('reset', 'all', '--yes')).code).toBe(0);
  await chain.up();
  await expectProven(to);
  await chain.run('down', '--keep-data', '--yes');
});
