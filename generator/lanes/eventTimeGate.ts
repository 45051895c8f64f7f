/**
 * Keeps lanes together in event time: a query's watermark follows the newest reading of any partition, so what a lane
 * sends long after the others would be late there.
 */

/** A lane as the gate sees it. */
export interface Gated {
  /** Event time in ms of the oldest reading that is not settled; `undefined` when the lane is empty. */
  readonly oldestMs: number | undefined;
}

/** How far a lane may run ahead of the slowest one that still has readings, in ms of event time. */
export const mostAheadMs = 5_000;

export class EventTimeGate {
  readonly #lanes: Gated[] = [];
  #slowestMs = Number.POSITIVE_INFINITY;
  #waiters: (() => void)[] = [];

  join(lane: Gated): void {
    this.#lanes.push(lane);
  }

  /** A reading entered a lane. */
  entered(eventTimeMs: number): void {
    if (eventTimeMs < this.#slowestMs) this.#slowestMs = eventTimeMs;
  }

  /** May a reading of this event time be sent now? */
  isOpen(eventTimeMs: number): boolean {
    if (eventTimeMs <= this.#slowestMs + mostAheadMs) return true;
    // What was the slowest may be settled by now: looked up only when it matters.
    this.#slowestMs = Math.min(...this.#lanes.map((l) => l.oldestMs ?? Number.POSITIVE_INFINITY));
    return eventTimeMs <= this.#slowestMs + mostAheadMs;
  }

  /** Some lane settled readings: whoever waits looks again. */
  moved(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  /** Returns after the next `moved`. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}
