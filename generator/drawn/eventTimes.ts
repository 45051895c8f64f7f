/** Event times: when the reading at a position was measured. */
import type { Load } from '../pace/load.ts';

/** Event times of a source's positions. */
export interface EventTimes {
  /** To be called before some readings are made. */
  begin(): void;
  /** Ms since the epoch; never falls. To be asked for one position after the other. */
  next(position: number): number;
  /**
   * Of an earlier position, in ms since the epoch; `undefined` where it follows from nothing but the clock that was
   * read when it was made.
   */
  of(position: number): number | undefined;
}

/** A reading is not put off by the last bit of a product. */
const almost = 1e-6;

/** Start + the time at which the load makes a position due, in whole ms: the same in every run. */
export class PlannedTimes implements EventTimes {
  readonly #load: Load;
  readonly #startMs: number;
  /** Of the last position, after the start. */
  #ms = -1;
  /** Positions from here on are later. */
  #until = Number.NEGATIVE_INFINITY;

  constructor(load: Load, startMs: number) {
    this.#load = load;
    this.#startMs = startMs;
  }

  begin(): void {
    // Nothing depends on when.
  }

  next(position: number): number {
    if (position >= this.#until) this.#advance(position);
    return this.#startMs + this.#ms;
  }

  of(position: number): number {
    return this.#startMs + this.#at(position);
  }

  #advance(position: number): void {
    // The next ms is the usual one; asking the load for it is cheaper than for its inverse.
    this.#ms = position < this.#untilOf(this.#ms + 1) ? this.#ms + 1 : this.#at(position);
    this.#until = this.#untilOf(this.#ms);
  }

  #untilOf(ms: number): number {
    return this.#load.dueBy(ms + 1) - almost;
  }

  /** The last whole ms by which no more than `position` readings were due. */
  #at(position: number): number {
    let ms = Math.floor(this.#load.timeOf(position));
    while (ms > 0 && position < this.#untilOf(ms - 1)) ms -= 1;
    while (position >= this.#untilOf(ms) && ms < this.#load.endMs) ms += 1;
    return ms;
  }
}

/** The clock as readings are made: that of a generator which goes as fast as it can. */
export class ClockTimes implements EventTimes {
  readonly #nowMs: () => number;
  #ms: number;

  /** @param startMs no reading is earlier, also where the clock was set back */
  constructor(startMs: number, nowMs: () => number) {
    this.#ms = startMs;
    this.#nowMs = nowMs;
  }

  begin(): void {
    this.#ms = Math.max(this.#ms, this.#nowMs());
  }

  next(): number {
    return this.#ms;
  }

  of(): undefined {
    return undefined;
  }
}
