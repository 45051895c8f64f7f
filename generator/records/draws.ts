/** Draws of a position: which of several values, and whether there is one at all. */
import type { ChoiceField } from '../../chain/chain.ts';
import { Weighted, zipfWeights } from '../drawn/weighted.ts';
import { drawOf, seedFrom } from '../random.ts';

/** Seed of a field. @param path names from the event's own fields on */
export function fieldSeed(seed: number, path: readonly string[]): number {
  return seedFrom(seed, JSON.stringify(path));
}

/** Whether a field is null. */
export class Nulls {
  readonly #seed: number;
  readonly #below: number;

  /** @param share of the events; 0 to 1 @param seed the field's */
  constructor(share: number, seed: number) {
    this.#seed = seedFrom(seed, 'null');
    this.#below = share * 2 ** 32;
  }

  at(position: number): boolean {
    return this.#below > 0 && drawOf(this.#seed, position) < this.#below;
  }
}

/** Of so many, one draw of 32 bits finds one by its weight. */
const mostOfOneDraw = 1_000;

/** Of which a position draws one. */
export interface Among {
  readonly size: number;
  /** Default: all alike. */
  readonly weights?: Float64Array;
  readonly nulls: number;
}

/** The index that a position draws; asked again for the same position, it is at hand. */
export class IndexDraw {
  readonly size: number;
  readonly #seed: number;
  readonly #weighted: Weighted | undefined;
  readonly #nulls: Nulls;
  #position = -1;
  #index = 0;

  /** @param seed the field's */
  constructor({ size, weights, nulls }: Among, seed: number) {
    this.size = size;
    this.#seed = seed;
    this.#weighted = weights === undefined ? undefined : new Weighted(weights, seed);
    this.#nulls = new Nulls(nulls, seed);
  }

  /** @returns −1 for null */
  at(position: number): number {
    if (position !== this.#position) {
      this.#position = position;
      this.#index = this.#nulls.at(position) ? -1 : this.#draw(position);
    }
    return this.#index;
  }

  #draw(position: number): number {
    const weighted = this.#weighted;
    if (weighted !== undefined && this.size > mostOfOneDraw) return weighted.at(position);
    const draw = drawOf(this.#seed, position);
    return weighted === undefined ? ((draw / 2 ** 32) * this.size) | 0 : weighted.of(draw);
  }
}

export function choiceDraw(field: ChoiceField, seed: number): IndexDraw {
  const { values, count = 1, weights, skew, nulls } = field;
  const size = values?.length ?? count;
  const written = weights === undefined ? undefined : Float64Array.from(weights);
  return new IndexDraw({ size, weights: written ?? zipf(size, skew), nulls }, seed);
}

/** @returns `undefined` where all are alike */
export function zipf(size: number, skew: number): Float64Array | undefined {
  return skew === 0 ? undefined : zipfWeights(size, skew);
}
