/** A rate from a growing count, over the last few seconds. */
import { perSecond } from '../pace/rates.ts';

const spanMs = 3_000;

export class RateMeter {
  /** Earlier counts, the oldest first; the first one is where the span begins. */
  #seen: { readonly atMs: number; readonly count: number }[] = [];

  /** Counts a second lately, to a tenth. @param nowMs of a clock that never goes back */
  rate(count: number, nowMs: number): number {
    this.#seen.push({ atMs: nowMs, count });
    while (this.#seen.length > 2 && nowMs - (this.#seen[1]?.atMs ?? nowMs) >= spanMs) {
      this.#seen.shift();
    }
    const first = this.#seen[0];
    return first === undefined ? 0 : perSecond(count - first.count, nowMs - first.atMs);
  }
}
