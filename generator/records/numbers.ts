/** Numbers that positions draw, as whole numbers of their last digit. */
import type { NumberField } from '../../chain/chain.ts';
import { normalOf } from '../drawn/normal.ts';
import { correlatedNoise, drawOf, mix } from '../random.ts';
import type { Keys } from './keys.ts';

/** A number × 10^digits, whole; at most 10¹⁵, which is exact. */
export interface Numbers {
  at(position: number): number;
}

const largest = 1e15;

/** @param seed the field's @param keys a walk is each key's own */
export function numbersOf(field: NumberField, seed: number, keys: Keys): Numbers {
  const scale = 10 ** field.digits;
  const limits = limitsOf(field, scale);
  switch (field.distribution) {
    case 'uniform':
      return new Uniform(limits, seed);
    case 'normal':
      return new Normal({ mean: field.mean * scale, stddev: field.stddev * scale }, limits, seed);
    case 'logNormal':
      return new LogNormal({ median: field.median * scale, sigma: field.sigma }, limits, seed);
    case 'walk':
      return new Walk({ over: field.over, keys }, limits, seed);
  }
}

interface Limits {
  readonly lowest: number;
  readonly highest: number;
}

function limitsOf({ min, max }: NumberField, scale: number): Limits {
  const lowest = Math.ceil((min ?? -largest) * scale - 1e-6);
  const highest = Math.floor((max ?? largest) * scale + 1e-6);
  const inside = (value: number) => Math.min(largest, Math.max(-largest, value));
  // Of limits between which no such number lies, the lower one counts.
  return { lowest: inside(lowest), highest: inside(Math.max(lowest, highest)) };
}

function within(value: number, { lowest, highest }: Limits): number {
  const inside = value < lowest ? lowest : value > highest ? highest : value;
  // An integer of the machine where it can be one: those are written and returned for less.
  return inside > -smallest && inside < smallest ? roundedOff(inside) : Math.round(inside);
}

const smallest = 2 ** 30;

/** Nearest whole number of one within ±2³⁰. */
function roundedOff(value: number): number {
  return value < 0 ? -((0.5 - value) | 0) : (value + 0.5) | 0;
}

class Uniform implements Numbers {
  readonly #lowest: number;
  readonly #size: number;
  readonly #seed: number;
  /** More numbers than 32 bits tell apart need as many again. */
  readonly #isFine: boolean;

  constructor({ lowest, highest }: Limits, seed: number) {
    this.#lowest = lowest;
    this.#size = highest - lowest + 1;
    this.#seed = seed;
    this.#isFine = this.#size > 2 ** 32;
  }

  at(position: number): number {
    const draw = drawOf(this.#seed, position);
    const part = this.#isFine
      ? (draw + mix(~draw ^ this.#seed) / 2 ** 32) / 2 ** 32
      : draw / 2 ** 32;
    const value = this.#lowest + Math.floor(part * this.#size);
    return value > -smallest && value < smallest ? value | 0 : value;
  }
}

class Normal implements Numbers {
  readonly #mean: number;
  readonly #stddev: number;
  readonly #limits: Limits;
  readonly #seed: number;

  constructor(
    of: { readonly mean: number; readonly stddev: number },
    limits: Limits,
    seed: number,
  ) {
    this.#mean = of.mean;
    this.#stddev = of.stddev;
    this.#limits = limits;
    this.#seed = seed;
  }

  at(position: number): number {
    const value = this.#mean + this.#stddev * normalOf(drawOf(this.#seed, position));
    return within(value, this.#limits);
  }
}

class LogNormal implements Numbers {
  readonly #mu: number;
  readonly #sigma: number;
  readonly #limits: Limits;
  readonly #seed: number;

  constructor(
    of: { readonly median: number; readonly sigma: number },
    limits: Limits,
    seed: number,
  ) {
    this.#mu = Math.log(of.median);
    this.#sigma = of.sigma;
    this.#limits = limits;
    this.#seed = seed;
  }

  at(position: number): number {
    const value = Math.exp(this.#mu + this.#sigma * normalOf(drawOf(this.#seed, position)));
    return within(value, this.#limits);
  }
}

/** Slow large waves with quicker smaller ones on top: it follows from the position, and needs no step before it. */
class Walk implements Numbers {
  readonly #over: number;
  readonly #keys: Keys;
  readonly #limits: Limits;
  readonly #seed: number;

  constructor(of: { readonly over: number; readonly keys: Keys }, limits: Limits, seed: number) {
    this.#over = of.over;
    this.#keys = of.keys;
    this.#limits = limits;
    this.#seed = seed;
  }

  at(position: number): number {
    const { lowest, highest } = this.#limits;
    const key = this.#keys.seed(this.#keys.at(position));
    const part = (1 + correlatedNoise(mix(this.#seed ^ key), position / this.#over)) / 2;
    return within(lowest + part * (highest - lowest), this.#limits);
  }
}
