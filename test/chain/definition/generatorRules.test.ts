import { expect, test } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { problemsOf } from './problemsOf.ts';

const replay = { type: 'replay', files: 'a.csv' };
const measure = { kind: 'voltage', unit: 'V', mean: 230, stddev: 2 };

test.each<[string, object, string, string]>([
  [
    'a load that moves without a rate',
    { rate: 'max', load: { shape: 'sine', period: '1m' } },
    'generator.load: a load that moves by multiples of the rate, which is "max"',
    'remove it, or set generator.rate to a number',
  ],
  [
    'faults of a replay',
    { source: replay, faults: { withheld: { rate: 0.01 } } },
    'generator.faults: a replay sends the files as they are, without faults on purpose',
    'remove it, or use random sensors or records',
  ],
  [
    'too many faults',
    { faults: { late: { rate: 0.3 }, doubled: { rate: 0.1 }, malformed: { rate: 0.2 } } },
    'generator.faults: the rates add up to 0.6 of all readings',
    'lower them to 0.5 together',
  ],
  [
    'a longest delay below the shortest',
    { faults: { late: { rate: 0.1, least: '1m', most: '30s' } } },
    'generator.faults.late.most: the longest delay would be shorter than the shortest',
    'write late.least below late.most; their defaults are 30 s and 5 m',
  ],
  [
    'a shortest delay above the default of the longest',
    { faults: { late: { rate: 0.1, least: '10m' } } },
    'generator.faults.late.least: the longest delay would be shorter than the shortest',
    'write late.least below late.most; their defaults are 30 s and 5 m',
  ],
  [
    'a burst longer than its period',
    { load: { shape: 'burst', factor: 3, every: '10s', lasting: '11s' } },
    'generator.load.lasting: a burst would last longer than the time to the next one',
    'write at most what load.every says',
  ],
  [
    'steps that send nothing',
    { load: { shape: 'steps', steps: [{ factor: 0, lasting: '10s' }] } },
    'generator.load.steps: no step sends anything',
    'give one a factor above 0',
  ],
  [
    'a measure and kinds',
    { source: { type: 'random', kinds: ['co2'], measure } },
    'generator.source.kinds: all sensors measure what source.measure says',
    'remove one of the two',
  ],
])('%s is told with its edit', (_what, generator, problem, edit) => {
  expect(problemsOf({ name: 'a', generator })).toEqual([problem, `  → ${edit}`]);
});

test('what is wrong between fields is told beside what is wrong in one', () => {
  const problems = problemsOf({
    name: 'a',
    generator: {
      rate: 'max',
      load: { shape: 'burst', factor: 2, every: '1s', lasting: '2s' },
      faults: { doubled: { rate: 0.7 }, late: { rate: 0.4, least: '2m', most: '1m' } },
    },
  });
  expect(
    problems.filter((line) => !line.startsWith(' ')).map((line) => line.split(':')[0]),
  ).toEqual([
    'generator.faults.doubled.rate',
    'generator.load',
    'generator.load.lasting',
    'generator.faults.late.most',
  ]);
});

test.each<[string, object, string[]]>([
  [
    'a load whose period is broken',
    { rate: 'max', load: { shape: 'sine', period: 'soon' } },
    ['generator.load.period', 'generator.load'],
  ],
  [
    'an unknown field beside a burst that is too long',
    { load: { shape: 'burst', factor: 2, every: '1s', lasting: '2s', often: 1 } },
    ['generator.load.often', 'generator.load.lasting'],
  ],
  ['faults that are no group', { source: replay, faults: 5 }, ['generator.faults']],
  [
    'a rate that is none',
    { rate: 'fast', load: { shape: 'sine', period: '1m' } },
    ['generator.rate'],
  ],
])('%s: a rule is asked where what it reads is right', (_what, generator, paths) => {
  const told = problemsOf({ name: 'a', generator }).filter((line) => !line.startsWith(' '));
  expect(told.map((line) => line.split(':')[0])).toEqual(paths);
});

test('half of all readings may be faulty, and what is resolved can be resolved again', () => {
  const generator = {
    source: { type: 'random' as const, measure },
    load: { shape: 'burst' as const, factor: 0, every: '10s', lasting: '10s' },
    faults: { late: { rate: 0.1 }, doubled: { rate: 0.2 }, withheld: { rate: 0.2 } },
  };
  const once = resolveChain({ name: 'a', generator }, 'chain.config.ts');
  expect(resolveChain(JSON.parse(JSON.stringify(once)), 'again')).toEqual(once);
});
