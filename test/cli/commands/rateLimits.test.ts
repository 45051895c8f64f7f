import { expect, test } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { limitHint } from '../../../cli/commands/run/rateLimits.ts';

const chainWith = (executors?: number) =>
  resolveChain({ name: 'x', sizing: { spark: { executors } } }, 'test');
const asked = 8_000;

test('a chain that keeps up has no limit', () => {
  const reached = { asked, generator: 8_000, topic: 7_900, query: 7_800 };
  expect(limitHint(reached, chainWith(), 'kind')).toBeUndefined();
});

test('generators that do not reach what is asked are named first', () => {
  const reached = { asked, generator: 5_000, topic: 5_000, query: 1_000 };
  expect(limitHint(reached, chainWith(), 'kind')).toMatch(/generators reach 5,000 of 8,000\/s/);
});

test.each([
  [1, 'set sizing.spark.executors to 2'],
  [2, 'set topics.readings.partitions to 8'],
])('a query that stays behind with %i executors of 2 cores: %s', (executors, edit) => {
  const reached = { asked, generator: 8_000, topic: 8_000, query: 4_000 };
  const hint = limitHint(reached, chainWith(executors), 'kind');
  expect(hint).toContain('the slowest query reads 4,000 of 8,000/s');
  expect(hint).toContain(edit);
});

test('on this machine every partition has its task', () => {
  const reached = { asked, generator: 8_000, topic: 8_000, query: 4_000 };
  expect(limitHint(reached, chainWith(1), 'local')).toContain('topics.readings.partitions');
});

test('what is not known is no limit', () => {
  const reached = { asked, generator: 8_000, topic: null, query: 4_000 };
  expect(limitHint(reached, chainWith(), 'kind')).toBeUndefined();
});
