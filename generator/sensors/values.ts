/** Values of a sensor: a number for (sensor, i, time), as a whole number of its last decimal. */
import type { Measure, SensorKind } from '../../chain/chain.ts';
import { kinds } from './kinds.ts';
import type { KindOfSensor } from './kinds.ts';
import { correlatedNoise, drawOf, hashAt } from '../random.ts';
import { normalOf } from '../drawn/normal.ts';

/** Values of the sensors of one kind. */
export interface Values {
  /** What is measured. */
  readonly kind: string;
  /** UCUM code. */
  readonly unit: string;
  /** Digits behind the point; 0 to 6. */
  readonly decimals: number;
  /**
   * @param index of the sensor, from 0
   * @param seed the sensor's own, 32 bits
   * @param i which of its readings
   * @returns the value × 10^decimals, whole
   */
  at(index: number, seed: number, i: number, timeMs: number): number;
}

const dayMs = 86_400_000;
/** The slowest wave of the weather; the quickest of its four octaves is a sixty-fourth of it, about a minute. */
const weatherMs = 4_500_000;
/** Daily cycle and weather are computed at multiples of this and are straight in between: a tenth of the quickest wave. */
const gridMs = 6_000;

/** Nearest whole number of one between −2²⁰ and 2²⁹: as an integer of the machine. */
function rounded(value: number): number {
  return ((value + (2 ** 20 + 0.5)) | 0) - 2 ** 20;
}

/** By sensor, what of its value moves slowly: a cache, which changes no value. */
export class SlowParts {
  /** Where the stretch of the grid begins that was computed last, ms since the epoch. */
  readonly begins: Float64Array;
  /** The slow part at the stretch's begin and end. */
  readonly lefts: Float32Array;
  readonly rights: Float32Array;

  constructor(sensors: number) {
    this.begins = new Float64Array(sensors).fill(Number.NaN);
    this.lefts = new Float32Array(sensors);
    this.rights = new Float32Array(sensors);
  }
}

/** Average, daily cycle, weather and jitter of one of the built-in kinds. */
export class NaturalValues implements Values {
  readonly kind: SensorKind;
  readonly #of: KindOfSensor;
  readonly #scale: number;
  readonly #jitter: number;
  readonly #lowest: number;
  readonly #highest: number;
  readonly #slowParts: SlowParts;

  constructor(kind: SensorKind, slowParts: SlowParts) {
    const of: KindOfSensor = kinds[kind];
    this.kind = kind;
    this.#of = of;
    this.#scale = 10 ** of.decimals;
    this.#jitter = of.jitter / 2 ** 31;
    [this.#lowest, this.#highest] = of.range;
    this.#slowParts = slowParts;
  }

  get unit(): string {
    return this.#of.unit;
  }

  get decimals(): number {
    return this.#of.decimals;
  }

  at(index: number, seed: number, i: number, timeMs: number): number {
    const { begins, lefts, rights } = this.#slowParts;
    let since = timeMs - (begins[index] ?? 0);
    if (!(since >= 0 && since < gridMs)) since = this.#move(index, seed, timeMs);
    const left = lefts[index] ?? 0;
    const slow = left + ((rights[index] ?? 0) - left) * (since * (1 / gridMs));
    const jitter = this.#jitter * (drawOf(seed, i) - 2 ** 31);
    const value = Math.min(this.#highest, Math.max(this.#lowest, slow + jitter));
    return rounded(value * this.#scale);
  }

  /** @returns ms since the begin of the stretch */
  #move(index: number, seed: number, timeMs: number): number {
    const { begins, lefts, rights } = this.#slowParts;
    const begin = Math.floor(timeMs / gridMs) * gridMs;
    const isNext = begins[index] === begin - gridMs;
    lefts[index] = isNext ? (rights[index] ?? 0) : this.#slow(seed, begin);
    rights[index] = this.#slow(seed, begin + gridMs);
    begins[index] = begin;
    return timeMs - begin;
  }

  #slow(seed: number, timeMs: number): number {
    const { average, dailySwing, highestHour, weather } = this.#of;
    const [lowest, highest] = average;
    const own = (which: number) => hashAt(seed ^ 0x2c1b3c6d, which) / 2 ** 32;
    const swing = dailySwing * (0.5 + own(1) / 2);
    const lagMs = 3_600_000 * (highestHour + own(2) * 2 - 1);
    const cycle = swing * Math.cos((2 * Math.PI * (timeMs - lagMs)) / dayMs);
    const moved = weather * correlatedNoise(seed, Math.abs(timeMs) / weatherMs);
    return lowest + (highest - lowest) * own(0) + cycle + moved;
  }
}

/** Digits that a number of double precision holds for sure. */
const exactDigits = 15;
/** No draw lies further from the mean, in standard deviations. */
const furthest = 7;

/** Independent draws of a normal distribution. */
export class NormalValues implements Values {
  readonly kind: string;
  readonly unit: string;
  /** Fewer than asked for where the largest value would have more than 15 digits. */
  readonly decimals: number;
  readonly #mean: number;
  readonly #stddev: number;

  constructor({ kind, unit, mean, stddev, decimals }: Measure) {
    this.kind = kind;
    this.unit = unit;
    const largest = Math.max(1, Math.abs(mean) + furthest * stddev);
    this.decimals = Math.min(decimals, exactDigits - 1 - Math.floor(Math.log10(largest)));
    this.#mean = mean * 10 ** this.decimals;
    this.#stddev = stddev * 10 ** this.decimals;
  }

  at(_index: number, seed: number, i: number): number {
    return Math.round(this.#mean + this.#stddev * normalOf(drawOf(seed, i)));
  }
}
