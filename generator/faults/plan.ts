/**
 * Which readings are hit, and by what: a pure function of (fault seed, sensor, i).
 *
 * Only every other reading can be hit, with twice the rate, and never the first: so the one before a hit reading is a
 * good one, against which a late one can be measured. At most one fault a reading.
 */
import type { FaultPlan as FaultSettings } from '../../chain/chain.ts';
import { drawOf, mix, seedFrom } from '../random.ts';
import type { FaultKind } from './truthLog.ts';

interface Draw {
  readonly seed: number;
  /** Hit when a 32-bit draw is below: the chance that is left to a reading which no fault before this one hit. */
  readonly below: number;
  kindOf(draw: number): FaultKind;
}

interface Delay {
  readonly seed: number;
  readonly leastMs: number;
  readonly mostMs: number;
  readonly isExponential: boolean;
}

/** The mean of exponential delays: this part of the way from least to most. */
const meanOfDelays = 1 / 5;

export class FaultPlan {
  readonly #draws: readonly Draw[];
  readonly #delay: Delay | undefined;

  private constructor(draws: readonly Draw[], delay: Delay | undefined) {
    this.#draws = draws;
    this.#delay = delay;
  }

  /**
   * @param seed of the faults that have none of their own
   * @returns `undefined` when no reading is ever hit
   */
  static of(faults: FaultSettings, seed: number): FaultPlan | undefined {
    const draws: Draw[] = [];
    let free = 1;
    const add = (name: string, of: { rate: number; seed?: number }, kindOf: Draw['kindOf']) => {
      const chance = Math.min(2 * of.rate, free);
      if (chance <= 0) return;
      const below = Math.min(chance / free, 1) * 2 ** 32;
      draws.push({ seed: seedFrom(of.seed ?? seed, name), below, kindOf });
      free -= chance;
    };
    const { late, doubled, withheld, malformed } = faults;
    if (late !== undefined) add('late', late, () => 'late');
    if (doubled !== undefined) add('doubled', doubled, () => 'doubled');
    if (withheld !== undefined) add('withheld', withheld, () => 'withheld');
    if (malformed !== undefined) {
      const { kinds } = malformed;
      add('malformed', malformed, (draw) => {
        return kinds[Math.floor((mix(draw ^ 0x5bd1e995) / 2 ** 32) * kinds.length)] ?? 'not_json';
      });
    }
    const delay = late === undefined ? undefined : delayOf(late, seed);
    return draws.length === 0 ? undefined : new FaultPlan(draws, delay);
  }

  /** What hits reading i of a sensor. @param sensorSeed 32 bits, the sensor's own */
  at(sensorSeed: number, i: number): FaultKind | undefined {
    if (i % 2 === 0) return undefined;
    for (const { seed, below, kindOf } of this.#draws) {
      const draw = drawOf(mix(seed ^ sensorSeed), i);
      if (draw < below) return kindOf(draw);
    }
    return undefined;
  }

  /** How far a late reading's event time lies behind, in ms. */
  delayMs(sensorSeed: number, i: number): number {
    if (this.#delay === undefined) return 0;
    const { seed, leastMs, mostMs, isExponential } = this.#delay;
    const uniform = (drawOf(mix(seed ^ sensorSeed), i) + 0.5) / 2 ** 32;
    const part = isExponential ? Math.min(1, -Math.log(uniform) * meanOfDelays) : uniform;
    return leastMs + Math.round((mostMs - leastMs) * part);
  }
}

function delayOf(late: NonNullable<FaultSettings['late']>, seed: number): Delay {
  return {
    seed: seedFrom(late.seed ?? seed, 'delay'),
    leastMs: late.least,
    mostMs: Math.max(late.least, late.most),
    isExponential: late.distribution === 'exponential',
  };
}
