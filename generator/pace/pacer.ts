/** How many readings are due: as the load says, smoothly, or each at its own time. Time comes in by a clock. */
import type { Clock } from './clock.ts';
import type { Load } from './load.ts';

export interface PacerOptions {
  readonly clock: Clock;
  /** How the rate moves; `undefined`: as fast as possible. */
  readonly load: Load | undefined;
  /** Readings taken in earlier runs: the load goes on where they end. Default: none. */
  readonly taken?: number;
  /** Readings at times of their own are all due at once. */
  readonly isAtOnce?: boolean;
  /** The pace ends here, in ms after the start. Default: never. */
  readonly endMs?: number;
}

/** A tick's readings, about; and how short and how long a tick may be, in ms: the longest still looks continuous. */
const readingsATick = 1_000;
const shortestTickMs = 5;
const longestTickMs = 20;

/** Between two ticks at a rate, in ms: the readings of one tick are made without a pause, and hold up all else. */
export function tickMs(ratePerSecond: number): number {
  const ms = (readingsATick * 1_000) / ratePerSecond;
  return Math.min(Math.max(ms, shortestTickMs), longestTickMs);
}

/** After a stall the debt is repaid at this multiple of the rate, so that no second bursts. */
const catchUp = 1.5;
/** A tick that comes later than planned by up to this many ms is no stall. */
const slackMs = 40;
const forever = Number.POSITIVE_INFINITY;
/** Longest sleep, in ms: an end of the run is then noticed. */
const longestMs = 1_000;

/**
 * The pacer's own time, its position, follows the clock. It falls behind when the caller was held up, and then gains
 * on the clock by half: readings keep their distances, and event times catch up with the wall clock.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #load: Load | undefined;
  /** Where in the load's time this run begins. */
  readonly #originMs: number;
  readonly #endMs: number;
  readonly #startMs: number;
  #seenMs = 0;
  #positionMs = 0;
  #taken: number;

  constructor({ clock, load, taken = 0, endMs = forever, isAtOnce = false }: PacerOptions) {
    this.#clock = clock;
    if (isAtOnce) this.#positionMs = forever;
    this.#load = load;
    this.#taken = taken;
    this.#originMs = load?.timeOf(taken) ?? 0;
    this.#endMs = Math.min(endMs, (load?.endMs ?? forever) - this.#originMs);
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

  /** Readings a second that are asked for now; `null`: as fast as possible. */
  get askedPerSecond(): number | null {
    return this.#load?.rateAt(this.#originMs + this.positionMs) ?? null;
  }

  /** How many readings are due by the load and not yet taken; ∞ where they go as fast as possible. */
  get due(): number {
    if (this.#load === undefined) return Number.POSITIVE_INFINITY;
    // A rate like 0.7 has no exact binary form; a reading is not put off by the last bit of a product.
    return Math.floor(this.#load.dueBy(this.#originMs + this.positionMs) + 1e-6) - this.#taken;
  }

  take(count: number): void {
    this.#taken += count;
  }

  /**
   * Waits for the next tick, or longer when nothing is due before.
   * @param nextDueMs when the next reading is due, in ms after the start. Default: as the rate says
   */
  async tick(signal: AbortSignal, nextDueMs?: number): Promise<void> {
    const load = this.#load;
    const dueMs =
      nextDueMs ?? (load === undefined ? 0 : load.timeOf(this.#taken + 1) - this.#originMs);
    const aimMs = Math.min(dueMs, this.#endMs) - this.#positionMs;
    const shortestMs = tickMs(this.askedPerSecond ?? Number.POSITIVE_INFINITY);
    const sleepMs = Math.min(Math.max(aimMs, shortestMs), longestMs);
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
