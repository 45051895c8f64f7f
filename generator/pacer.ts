/** How many readings are due: N a second, smoothly, or each at its own time. Time comes in by a clock. */

export interface Clock {
  /** Ms since some instant; never goes back. */
  nowMs(): number;
  /** Returns after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls back after `ms`. @returns what takes it back */
  after(ms: number, callback: () => void): () => void;
}

export interface PacerOptions {
  readonly clock: Clock;
  /** Readings a second; 0.1 to 1,000,000. */
  readonly ratePerSecond: number;
  /** The pace ends here, in ms after the start. Default: never. */
  readonly endMs?: number;
}

/** Between two ticks, in ms: short enough to look continuous, long enough that a tick's readings fill a batch. */
export const tickMs = 20;
/** After a stall the debt is repaid at this multiple of the rate, so that no second bursts. */
const catchUp = 1.5;
/** A tick that comes later than planned by up to this many ms is no stall. */
const slackMs = 40;
/** Longest sleep, in ms: an end of the run is then noticed. */
const longestMs = 1_000;

/**
 * The pacer's own time, its position, follows the clock. It falls behind when the caller was held up, and then gains
 * on the clock by half: readings keep their distances, and event times catch up with the wall clock.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #ratePerMs: number;
  readonly #endMs: number;
  readonly #startMs: number;
  #seenMs = 0;
  #positionMs = 0;
  #taken = 0;

  constructor({ clock, ratePerSecond, endMs = Number.POSITIVE_INFINITY }: PacerOptions) {
    this.#clock = clock;
    this.#ratePerMs = ratePerSecond / 1_000;
    this.#endMs = endMs;
    this.#startMs = clock.nowMs();
  }

  /** Where the pace stands, in ms after the start: what is due up to here may be sent. */
  get positionMs(): number {
    return Math.min(this.#positionMs, this.#endMs);
  }

  /** True once the clock has reached the end; a debt is then left unpaid. */
  get isOver(): boolean {
    return this.#seenMs >= this.#endMs;
  }

  /** True once the clock has passed the end, also where no tick has seen it. */
  get isPastEnd(): boolean {
    return this.elapsedMs >= this.#endMs;
  }

  /** Ms on the clock since the start. */
  get elapsedMs(): number {
    return this.#clock.nowMs() - this.#startMs;
  }

  /** How many readings are due by the rate and not yet taken. */
  get due(): number {
    // A rate like 0.7 has no exact binary form; a reading is not put off by the last bit of a product.
    return Math.floor(this.positionMs * this.#ratePerMs + 1e-6) - this.#taken;
  }

  take(count: number): void {
    this.#taken += count;
  }

  /**
   * Waits for the next tick, or longer when nothing is due before.
   * @param nextDueMs when the next reading is due, in ms after the start. Default: as the rate says
   */
  async tick(signal: AbortSignal, nextDueMs?: number): Promise<void> {
    const dueMs = nextDueMs ?? (this.#taken + 1) / this.#ratePerMs;
    const aimMs = Math.min(dueMs, this.#endMs) - this.#positionMs;
    const sleepMs = Math.min(Math.max(aimMs, tickMs), longestMs);
    await this.#clock.sleep(sleepMs, signal);
    this.#advance(sleepMs);
  }

  #advance(plannedMs: number): void {
    const nowMs = this.#clock.nowMs() - this.#startMs;
    const passedMs = Math.min(nowMs - this.#seenMs, plannedMs + slackMs);
    this.#positionMs = Math.min(nowMs, this.#positionMs + passedMs * catchUp);
    this.#seenMs = nowMs;
  }
}

/** The clock of this machine: monotonic, so that nobody who sets the time makes a burst. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    }),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
