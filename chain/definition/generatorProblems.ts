/** What is wrong between fields of `generator`; each field for itself may be right. */
import { sensorKinds } from './generatorSchema.ts';
import type { Problem } from './problems.ts';
import { parseDurationMs } from '../words/quantity.ts';
import { valueAt } from './written.ts';

export function generatorProblems(written: unknown): Problem[] {
  const generator = new Generator(written);
  return [
    ...replicaProblems(generator),
    ...loadProblems(generator),
    ...faultProblems(generator),
    ...measureProblems(generator),
  ];
}

/** The fields of `generator` as they were written. */
class Generator {
  readonly #written: unknown;

  constructor(written: unknown) {
    this.#written = written;
  }

  at(...path: readonly string[]): unknown {
    return valueAt(this.#written, ['generator', ...path]);
  }

  has(...path: readonly string[]): boolean {
    return this.at(...path) !== undefined;
  }

  /** The number at a path, `otherwise` where none was written; `undefined` where it is none. */
  number(path: readonly string[], otherwise?: number): number | undefined {
    const value = this.at(...path) ?? otherwise;
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  /** The duration at a path in ms, as `number`. */
  ms(path: readonly string[], otherwise?: number): number | undefined {
    const value = this.at(...path) ?? otherwise;
    return typeof value === 'string' ? parseDurationMs(value) : this.number(path, otherwise);
  }

  get isReplay(): boolean {
    return this.at('source', 'type') === 'replay';
  }
}

function problem(path: readonly string[], text: string, hint: string): Problem[] {
  return [{ path: ['generator', ...path], text, hint }];
}

function replicaProblems(generator: Generator): Problem[] {
  const replicas = generator.number(['replicas']);
  if (!generator.isReplay || replicas === undefined || replicas <= 1) return [];
  return problem(
    ['replicas'],
    `${replicas} replicas of a replay would send each file ${replicas} times`,
    'remove it, and set generator.source.speed to go faster',
  );
}

function loadProblems(generator: Generator): Problem[] {
  const shape = generator.at('load', 'shape');
  const isMoving = typeof shape === 'string' && shape !== 'constant';
  return [
    ...(isMoving && generator.at('rate') === 'max'
      ? problem(
          ['load'],
          `a load that moves by multiples of the rate, which is "max"`,
          'remove it, or set generator.rate to a number',
        )
      : []),
    ...(shape === 'burst' ? burstProblems(generator) : []),
    ...(shape === 'steps' ? stepProblems(generator) : []),
  ];
}

function burstProblems(generator: Generator): Problem[] {
  const [every, lasting] = [generator.ms(['load', 'every']), generator.ms(['load', 'lasting'])];
  if (every === undefined || lasting === undefined || lasting <= every) return [];
  return problem(
    ['load', 'lasting'],
    'a burst would last longer than the time to the next one',
    'write at most what load.every says',
  );
}

/** Steps of a factor of 0 each send nothing, for ever. */
function stepProblems(generator: Generator): Problem[] {
  const steps = generator.at('load', 'steps');
  if (!Array.isArray(steps) || steps.length === 0) return [];
  const factors = steps.map((step: unknown) => valueAt(step, ['factor']));
  if (factors.some((factor) => factor !== 0)) return [];
  return problem(['load', 'steps'], 'no step sends anything', 'give one a factor above 0');
}

const faultKinds = ['late', 'doubled', 'withheld', 'malformed'] as const;
/** Of all readings; every second reading of a sensor stays as it is. */
const mostFaults = 0.5;

function faultProblems(generator: Generator): Problem[] {
  const asked = faultKinds.filter((kind) => generator.has('faults', kind));
  if (asked.length === 0) return [];
  const rates = asked.map((kind) => generator.number(['faults', kind, 'rate']) ?? 0);
  const sum = rates.reduce((total, rate) => total + rate, 0);
  return [
    ...(generator.isReplay
      ? problem(
          ['faults'],
          'a replay sends the files as they are, without faults on purpose',
          'remove it, or use random sensors',
        )
      : []),
    // The sum of a few decimals is not exact.
    ...(sum > mostFaults + 1e-9 && rates.every((rate) => rate <= mostFaults)
      ? problem(
          ['faults'],
          `the rates add up to ${Number(sum.toFixed(6))} of all readings`,
          `lower them to ${mostFaults} together`,
        )
      : []),
    ...delayProblems(generator),
  ];
}

/** Defaults of the schema. */
const delays = { least: 30_000, most: 300_000 };

function delayProblems(generator: Generator): Problem[] {
  if (!generator.has('faults', 'late')) return [];
  const least = generator.ms(['faults', 'late', 'least'], delays.least);
  const most = generator.ms(['faults', 'late', 'most'], delays.most);
  if (least === undefined || most === undefined || most >= least) return [];
  const field = generator.has('faults', 'late', 'most') ? 'most' : 'least';
  return problem(
    ['faults', 'late', field],
    'the longest delay would be shorter than the shortest',
    'write late.least below late.most; their defaults are 30 s and 5 m',
  );
}

function measureProblems(generator: Generator): Problem[] {
  const kinds = generator.at('source', 'kinds');
  if (!generator.has('source', 'measure') || kinds === undefined || areAll(kinds)) return [];
  return problem(
    ['source', 'kinds'],
    'all sensors measure what source.measure says',
    'remove one of the two',
  );
}

/** As a definition has them whose defaults were filled in. */
function areAll(kinds: unknown): boolean {
  if (!Array.isArray(kinds) || kinds.length !== sensorKinds.length) return false;
  return sensorKinds.every((kind, index) => kinds[index] === kind);
}
