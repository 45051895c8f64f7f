/** One of several of unequal weight: which one a position belongs to is drawn anew each time, from the position alone. */
import { hashAt, mix } from '../random.ts';

/**
 * Draws k of n in proportion to its weight, in constant time: Walker's alias method, its tables built as in
 * Michael D. Vose, "A linear algorithm for generating random numbers with a given distribution" (1991).
 */
export class Weighted {
  readonly #size: number;
  readonly #seed: number;
  /** Below this 32-bit number a column stands for itself, else for its alias. */
  readonly #own: Float64Array;
  readonly #alias: Int32Array;

  /** @param weights 0 or more each; not all 0 */
  constructor(weights: Float64Array, seed: number) {
    const size = weights.length;
    this.#size = size;
    this.#seed = seed;
    this.#own = new Float64Array(size).fill(2 ** 32);
    this.#alias = new Int32Array(size);
    this.#build(scaled(weights));
  }

  /** @returns a whole number from 0 to n − 1 */
  at(position: number): number {
    const hash = hashAt(this.#seed, position);
    const column = Math.floor((hash / 2 ** 32) * this.#size);
    // Not the low bits of the same number: of a million columns each has only some thousand numbers.
    const second = mix(hash ^ this.#seed ^ (position | 0));
    return second < (this.#own[column] ?? 0) ? column : (this.#alias[column] ?? column);
  }

  /**
   * The same from a draw of 32 bits: what it says within its column decides, which is enough for a few hundred columns.
   * @returns a whole number from 0 to n − 1
   */
  of(draw: number): number {
    const place = (draw / 2 ** 32) * this.#size;
    const column = place | 0;
    const within = (place - column) * 2 ** 32;
    return within < (this.#own[column] ?? 0) ? column : (this.#alias[column] ?? column);
  }

  /** @param scaled weights whose mean is 1: a column holds 1, what is missing comes from a heavier one */
  #build(scaled: Float64Array): void {
    const [light, heavy]: [number[], number[]] = [[], []];
    for (let k = scaled.length - 1; k >= 0; k--) ((scaled[k] ?? 0) < 1 ? light : heavy).push(k);
    for (let from = heavy.pop(); from !== undefined; from = heavy.pop()) {
      let rest = scaled[from] ?? 0;
      for (let to = light.pop(); to !== undefined; to = rest >= 1 ? light.pop() : undefined) {
        this.#own[to] = (scaled[to] ?? 0) * 2 ** 32;
        this.#alias[to] = from;
        rest -= 1 - (scaled[to] ?? 0);
      }
      scaled[from] = rest;
      if (rest < 1) light.push(from);
    }
  }
}

function scaled(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, one) => total + one, 0);
  return weights.map((one) => (one * weights.length) / sum);
}

/** Weights of a Zipf distribution: of k in proportion to 1 ÷ (k + 1)^skew. */
export function zipfWeights(size: number, skew: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => (k + 1) ** -skew);
}
