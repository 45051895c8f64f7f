/** The rates that a definition asks for: what paces readings, what their event times follow, what is shown. */
import type { GeneratorSettings } from '../../chain/definition/generatorSchema.ts';
import { loadOf } from './load.ts';
import type { Load } from './load.ts';
import { Pacer } from './pacer.ts';
import type { PacerOptions } from './pacer.ts';

/** How the readings of a run are paced. */
export class Pace {
  /** What the pace follows; `undefined`: nothing, all goes as fast as possible. */
  readonly load: Load | undefined;
  /** Whether a rate says when readings are due; else the files do, or all go as fast as possible. */
  readonly #isByRate: boolean;
  #pacer: Pacer | undefined;

  constructor({ source, rate, load }: GeneratorSettings) {
    const byRate = rate === 'max' ? undefined : loadOf(load, rate);
    const isByRow =
      source.type === 'sse' || (source.type === 'replay' && source.time !== undefined);
    const isAtOnce = source.type === 'replay' && source.speed === 'max';
    // Each row of a replay with times is due at its own time, and each event when it comes.
    this.load = isByRow ? loadOf({ shape: 'constant' }, 1) : byRate;
    this.#isByRate = byRate !== undefined && !isByRow && !isAtOnce;
  }

  /** The pace begins now. */
  begin(options: Omit<PacerOptions, 'load'>): Pacer {
    this.#pacer = new Pacer({ ...options, load: this.load });
    return this.#pacer;
  }

  /** Readings a second that are asked for now, to a tenth; `null`: as the source says, or as fast as possible. */
  get askedPerSecond(): number | null {
    if (!this.#isByRate) return null;
    const rate = this.#pacer?.askedPerSecond ?? this.load?.rateAt(0) ?? 0;
    return Math.round(rate * 10) / 10;
  }
}

/** Event time of `max` with a start passes as if at the highest rate that can be asked for. */
const nominalOfMax = 1_000_000;

/** By which event time passes that is nobody's own, from `start` on; `undefined`: it is the clock as a reading is made. */
export function eventLoad(
  start: string | undefined,
  { rate, load }: Pick<GeneratorSettings, 'rate' | 'load'>,
): Load | undefined {
  if (rate !== 'max') return loadOf(load, rate);
  return start === undefined ? undefined : loadOf({ shape: 'constant' }, nominalOfMax);
}

/** How many readings there are in all where none are recorded: as many as were asked for, or as many as a bounded load has. */
export function readingsInAll(load: Load | undefined, count = Number.POSITIVE_INFINITY): number {
  if (load === undefined || load.endMs === Number.POSITIVE_INFINITY) return count;
  return Math.min(count, Math.floor(load.dueBy(load.endMs) + 1e-6));
}

/** Of a count, to a tenth. */
export function perSecond(count: number, ms: number): number {
  return ms <= 0 ? 0 : Math.round((count * 10_000) / ms) / 10;
}
