/** Rules between fields of `generator`; each field for itself may be right. */
import { quote } from '../words/quote.ts';
import { longestDelay, sensorKinds } from './generatorSchema.ts';
import type { GeneratorSettings } from './generatorSchema.ts';
import { recordRules } from './records/rules.ts';
import type { Rule } from './rule.ts';

const faultKinds = ['late', 'doubled', 'withheld', 'malformed'] as const;
/** Of all readings; every second reading of a sensor stays as it is. */
const mostFaults = 0.5;

export const generatorRules: readonly Rule[] = [
  rule(['replicas', 'source.type'], ({ replicas, source }) => {
    if (source.type !== 'replay' || replicas <= 1) return undefined;
    return {
      path: 'replicas',
      text: `${replicas} replicas of a replay would send each file ${replicas} times`,
      hint: 'remove it, and set generator.source.speed to go faster',
    };
  }),
  rule(['replicas', 'source.type'], ({ replicas, source }) => {
    if (source.type !== 'sse' || replicas <= 1) return undefined;
    const text = `${replicas} replicas would send each event ${replicas} times`;
    return { path: 'replicas', text, hint: 'remove it' };
  }),
  rule(['rate', 'load.shape'], ({ rate, load }) => {
    if (load.shape === 'constant' || rate !== 'max') return undefined;
    return {
      path: 'load',
      text: 'a load that moves by multiples of the rate, which is "max"',
      hint: 'remove it, or set generator.rate to a number',
    };
  }),
  rule(['load.shape', 'load.every', 'load.lasting'], ({ load }) => {
    if (load.shape !== 'burst' || load.lasting <= load.every) return undefined;
    return {
      path: 'load.lasting',
      text: 'a burst would last longer than the time to the next one',
      hint: 'write at most what load.every says',
    };
  }),
  rule(['source.type', 'faults'], ({ source, faults }) => {
    const isFaulty = faultKinds.some((kind) => faults[kind] !== undefined);
    if (source.type !== 'replay' || !isFaulty) return undefined;
    return {
      path: 'faults',
      text: 'a replay sends the files as they are, without faults on purpose',
      hint: 'remove it, or use random sensors or records',
    };
  }),
  rule(['source.type', 'faults'], ({ source, faults }) => {
    const isFaulty = faultKinds.some((kind) => faults[kind] !== undefined);
    if (source.type !== 'sse' || !isFaulty) return undefined;
    const text = 'events are sent as they come, without faults on purpose';
    return { path: 'faults', text, hint: 'remove it, or use random sensors or records' };
  }),
  rule(
    faultKinds.map((kind) => `faults.${kind}.rate`),
    ({ faults }) => {
      const sum = faultKinds.reduce((total, kind) => total + (faults[kind]?.rate ?? 0), 0);
      // The sum of a few decimals is not exact.
      if (sum <= mostFaults + 1e-9) return undefined;
      const text = `the rates add up to ${Number(sum.toFixed(6))} of all readings`;
      return { path: 'faults', text, hint: `lower them to ${mostFaults} together` };
    },
  ),
  rule(['faults.late.least', 'faults.late.most'], ({ faults: { late } }) => {
    if (late === undefined || late.most >= late.least) return undefined;
    return {
      path: `faults.late.${late.most === longestDelay ? 'least' : 'most'}`,
      text: 'the longest delay would be shorter than the shortest',
      hint: 'write late.least below late.most; their defaults are 30 s and 5 m',
    };
  }),
  rule(['source.type', 'source.schema', 'source.sensor'], ({ source }) => {
    if (source.type !== 'replay' || source.sensor === undefined) return undefined;
    const type = source.schema?.[source.sensor] ?? 'string';
    if (type === 'string') return undefined;
    const text = `${quote(source.sensor)} is the sensor, which is a text`;
    return { path: 'source.schema', text, hint: 'write string for its type' };
  }),
  rule(['source.type', 'source.kinds', 'source.measure'], ({ source }) => {
    if (source.type !== 'random' || source.measure === undefined) return undefined;
    if (areAll(source.kinds)) return undefined;
    return {
      path: 'source.kinds',
      text: 'all sensors measure what source.measure says',
      hint: 'remove one of the two',
    };
  }),
  ...recordRules,
];

/** Fields and paths from `generator` on. */
function rule(
  fields: readonly string[],
  problemOf: (
    generator: GeneratorSettings,
  ) => { readonly path: string; readonly text: string; readonly hint: string } | undefined,
): Rule {
  return {
    reads: fields.map((field) => `generator.${field}`),
    problems: ({ generator }) => {
      const problem = problemOf(generator);
      if (problem === undefined) return [];
      return [{ ...problem, path: ['generator', ...problem.path.split('.')] }];
    },
  };
}

/** As they are where none were chosen. */
function areAll(kinds: readonly string[]): boolean {
  return kinds.length === sensorKinds.length && sensorKinds.every((kind, k) => kinds[k] === kind);
}
