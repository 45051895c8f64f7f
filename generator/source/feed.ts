/** Takes from a source what is due: as many as the rate says, or each reading at its own time. */
import type { Pacer } from '../pace/pacer.ts';
import type { ReadingSource, TimedReading } from './source.ts';

/** Readings with a time of their own are read ahead by this many. */
const ahead = 500;

export class Feed {
  readonly #source: ReadingSource;
  /** Whether readings have times of their own; known once the first one was seen. */
  #isTimed: boolean | undefined;
  #waiting: readonly TimedReading[] = [];
  #isEnded = false;

  constructor(source: ReadingSource) {
    this.#source = source;
  }

  /** The first reading, which stays where it is; `undefined` when there is none. */
  async first(): Promise<TimedReading | undefined> {
    await this.#read(1);
    const first = this.#waiting[0];
    this.#isTimed ??= first !== undefined && first.dueMs !== null;
    return first;
  }

  /** True where readings are due at times of their own; false before the first was seen. */
  get isTimed(): boolean {
    return this.#isTimed === true;
  }

  /** True once every reading was taken. */
  get isEnded(): boolean {
    return this.#isEnded && this.#waiting.length === 0;
  }

  /** When the next reading is due, in ms after the start; `undefined`: as the rate says. */
  get nextDueMs(): number | undefined {
    return this.#waiting[0]?.dueMs ?? undefined;
  }

  /** Whether `take` would give something at once. */
  isDue(pacer: Pacer): boolean {
    if (!this.isTimed) return pacer.due > 0;
    return this.nextDueMs === undefined || this.nextDueMs <= pacer.positionMs;
  }

  /** Up to `most` readings that are due where the pacer stands. */
  async take(pacer: Pacer, most: number): Promise<readonly TimedReading[]> {
    if (this.#isTimed === undefined) await this.first();
    return this.isTimed ? this.#byTime(pacer, most) : this.#byRate(pacer, most);
  }

  /** Such readings are made when they are due, not ahead: some are stamped when they are made. */
  async #byRate(pacer: Pacer, most: number): Promise<readonly TimedReading[]> {
    const count = Math.min(pacer.due, most);
    if (count <= 0) return [];
    await this.#read(count);
    const taken = this.#cut(count);
    pacer.take(taken.length);
    return taken;
  }

  async #byTime(pacer: Pacer, most: number): Promise<readonly TimedReading[]> {
    await this.#read(1, ahead);
    const later = this.#waiting.findIndex(({ dueMs }) => (dueMs ?? 0) > pacer.positionMs);
    return this.#cut(Math.min(later < 0 ? this.#waiting.length : later, most));
  }

  #cut(count: number): readonly TimedReading[] {
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return taken;
  }

  /** Makes sure that `least` readings wait, while there are any. */
  async #read(least: number, atOnce = least): Promise<void> {
    while (this.#waiting.length < least && !this.#isEnded) {
      const more = await this.#source.next(atOnce - this.#waiting.length);
      if (more.length === 0) this.#isEnded = true;
      else this.#waiting = this.#waiting.length === 0 ? more : [...this.#waiting, ...more];
    }
  }
}
