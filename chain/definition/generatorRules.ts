/** Rules between fields of `generator`; each field for itself may be right. */
import { longestDelay, sensorKinds } from './generatorSchema.ts';
import type { Problem, Rule } from './rule.ts';

const faultKinds = ['late', 'doubled', 'withheld', 'malformed'] as const;
/** Of all readings; every second reading of a sensor stays as it is. */
const mostFaults = 0.5;

export const generatorRules: readonly Rule[] = [
  {
    reads: ['generator.replicas', 'generator.source.type'],
    problems: ({ generator: { replicas, source } }) =>
      source.type === 'replay' && replicas > 1
        ? problem(
            ['replicas'],
            `${replicas} replicas of a replay would send each file ${replicas} times`,
            'remove it, and set generator.source.speed to go faster',
          )
        : [],
  },
  {
    reads: ['generator.rate', 'generator.load.shape'],
    problems: ({ generator: { rate, load } }) =>
      load.shape !== 'constant' && rate === 'max'
        ? problem(
            ['load'],
            `a load that moves by multiples of the rate, which is "max"`,
            'remove it, or set generator.rate to a number',
          )
        : [],
  },
  {
    reads: ['generator.load.shape', 'generator.load.every', 'generator.load.lasting'],
    problems: ({ generator: { load } }) =>
      load.shape === 'burst' && load.lasting > load.every
        ? problem(
            ['load', 'lasting'],
            'a burst would last longer than the time to the next one',
            'write at most what load.every says',
          )
        : [],
  },
  {
    reads: ['generator.source.type', 'generator.faults'],
    problems: ({ generator: { source, faults } }) =>
      source.type === 'replay' && faultKinds.some((kind) => faults[kind] !== undefined)
        ? problem(
            ['faults'],
            'a replay sends the files as they are, without faults on purpose',
            'remove it, or use random sensors',
          )
        : [],
  },
  {
    reads: faultKinds.map((kind) => `generator.faults.${kind}.rate`),
    problems: ({ generator: { faults } }) => {
      const sum = faultKinds.reduce((total, kind) => total + (faults[kind]?.rate ?? 0), 0);
      // The sum of a few decimals is not exact.
      if (sum <= mostFaults + 1e-9) return [];
      const part = Number(sum.toFixed(6));
      return problem(
        ['faults'],
        `the rates add up to ${part} of all readings`,
        `lower them to ${mostFaults} together`,
      );
    },
  },
  {
    reads: ['generator.faults.late.least', 'generator.faults.late.most'],
    problems: ({ generator: { faults } }) =>
      faults.late !== undefined && faults.late.most < faults.late.least
        ? problem(
            ['faults', 'late', faults.late.most === longestDelay ? 'least' : 'most'],
            'the longest delay would be shorter than the shortest',
            'write late.least below late.most; their defaults are 30 s and 5 m',
          )
        : [],
  },
  {
    reads: ['type', 'kinds', 'measure'].map((field) => `generator.source.${field}`),
    problems: ({ generator: { source } }) =>
      source.type === 'random' && source.measure !== undefined && !areAll(source.kinds)
        ? problem(
            ['source', 'kinds'],
            'all sensors measure what source.measure says',
            'remove one of the two',
          )
        : [],
  },
];

function problem(path: readonly string[], text: string, hint: string): Problem[] {
  return [{ path: ['generator', ...path], text, hint }];
}

/** As they are where none were chosen. */
function areAll(kinds: readonly string[]): boolean {
  return kinds.length === sensorKinds.length && sensorKinds.every((kind, k) => kinds[k] === kind);
}
