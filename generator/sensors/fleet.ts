/** The sensors of a site: what each is called, its seed, its partition, and how its readings look. */
import type { RandomSource } from '../../chain/chain.ts';
import { partitionOf } from '../../kafka/partitioner.ts';
import { leastDigits, sensorId } from './ids.ts';
import { seedFrom } from '../random.ts';
import { Template } from './template.ts';
import { NaturalValues, NormalValues, SlowParts } from './values.ts';
import type { Values } from './values.ts';

/** What sensors of one kind have in common whose numbers have equally many digits. */
export interface Form {
  readonly template: Template;
  readonly values: Values;
}

export interface FleetOptions {
  readonly source: RandomSource;
  readonly seed: number;
  readonly site: string;
  readonly producer: string;
  readonly partitions: number;
}

export class Fleet {
  readonly #options: FleetOptions;
  readonly #kinds: number;
  readonly #forms: readonly Form[];
  /** By sensor, filled in when it is first read: a million sensors must not delay the start. */
  readonly #seeds: Int32Array;
  readonly #formOf: Int32Array;
  readonly #partitionOf: Int32Array;

  constructor(options: FleetOptions) {
    const { sensors, kinds, measure } = options.source;
    this.#options = options;
    this.#kinds = measure === undefined ? kinds.length : 1;
    this.#forms = formsOf(options);
    this.#seeds = new Int32Array(sensors);
    this.#formOf = new Int32Array(sensors);
    this.#partitionOf = new Int32Array(sensors).fill(-1);
  }

  /** To be asked before anything else of a sensor. */
  partition(index: number): number {
    const partition = this.#partitionOf[index] ?? 0;
    return partition < 0 ? this.#make(index) : partition;
  }

  /** 32 bits. */
  seed(index: number): number {
    return this.#seeds[index] ?? 0;
  }

  form(index: number): Form {
    const form = this.#forms[this.#formOf[index] ?? 0];
    if (form === undefined) throw new RangeError(`no sensor ${index}`);
    return form;
  }

  id(index: number): string {
    const kind = this.#forms[this.#formIndex(index)]?.values.kind ?? '';
    return sensorId(this.#options.site, kind, index);
  }

  #formIndex(index: number): number {
    return (index % this.#kinds) * widths + widthOf(index);
  }

  /** @returns its partition */
  #make(index: number): number {
    const { seed, partitions } = this.#options;
    const id = this.id(index);
    const partition = partitionOf(Buffer.from(id), partitions);
    this.#seeds[index] = seedFrom(seed, id);
    this.#formOf[index] = this.#formIndex(index);
    this.#partitionOf[index] = partition;
    return partition;
  }
}

/** A sensor's number has 4, 5 or 6 digits. */
const widths = 3;

function widthOf(index: number): number {
  return index < 10_000 ? 0 : index < 100_000 ? 1 : 2;
}

/** By kind and number of digits. */
function formsOf({ source, site, producer }: FleetOptions): Form[] {
  return valuesOf(source).flatMap((values) =>
    Array.from({ length: widths }, (_, width) => {
      const { kind, unit, decimals } = values;
      const digits = leastDigits + width;
      const template = new Template({ site, producer, kind, unit, decimals, digits });
      return { values, template };
    }),
  );
}

function valuesOf({ measure, kinds, sensors }: RandomSource): Values[] {
  if (measure !== undefined) return [new NormalValues(measure)];
  const slowParts = new SlowParts(sensors);
  return kinds.map((kind) => new NaturalValues(kind, slowParts));
}
