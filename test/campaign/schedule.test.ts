import { expect, test } from 'vitest';
import { kinds, schedule } from './schedule.ts';
import type { ChainPlan, Fault } from './schedule.ts';

const faultsOf = ({ rounds }: ChainPlan): Fault[] =>
  rounds.flatMap(({ during, after }) => [...during, ...after]);

test('the same seed makes the same schedule, another seed another one', () => {
  expect(schedule(7, { kinds })).toEqual(schedule(7, { kinds }));
  expect(schedule(8, { kinds })).not.toEqual(schedule(7, { kinds }));
});

test('fewer kinds leave out, and change nothing of the rest', () => {
  const all = faultsOf(schedule(7, { kinds, rate: 2_000 }));
  const some = faultsOf(schedule(7, { kinds: ['kill', 'foreign'], rate: 2_000 }));
  expect(some.length).toBeGreaterThan(0);
  expect(some).toEqual(all.filter(({ kind }) => kind === 'kill' || kind === 'foreign'));
});

test('a few chains meet every kind of fault, at moderate rates and as fast as can be', () => {
  const chains = Array.from({ length: 20 }, (_, seed) => schedule(seed, { kinds }));
  const met = new Set<string>(chains.flatMap(faultsOf).map(({ kind }) => kind));
  if (chains.some(({ purpose }) => purpose > 0)) met.add('purpose');
  expect([...met].sort()).toEqual([...kinds].sort());
  const rates = chains.map(({ rate }) => rate);
  expect(rates).toContain('max');
  for (const rate of rates.filter((each) => each !== 'max')) {
    expect(rate).toBeGreaterThanOrEqual(2_000);
    expect(rate).toBeLessThanOrEqual(20_000);
  }
});
