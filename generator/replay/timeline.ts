/** When a recorded row is due, and when it happened. */
import type { ReplaySource } from '../../chain/chain.ts';

export interface TimelineOptions {
  readonly source: Pick<ReplaySource, 'speed' | 'loop' | 'eventTime'>;
  /** When the run starts, in ms since the epoch. */
  readonly startMs: number;
  /** Time of the first row as recorded. */
  readonly firstMs: number;
  /** The newest time as recorded; where `needsNewest`. */
  readonly newestMs?: number;
  /** Now, in ms since the epoch. */
  nowMs(): number;
}

/** Distances that the middle one is taken of. */
const mostGaps = 1_000;
/** Between two passes over data that has a single instant. */
const defaultGapMs = 1_000;

/**
 * Only a faster replay must know its end beforehand: its event times pass more quickly than the clock, so it must begin
 * in the past in order not to run ahead of it.
 */
export function needsNewest({ speed, loop, eventTime, time }: ReplaySource): boolean {
  return time !== undefined && eventTime === 'shifted' && !loop && (speed === 'max' || speed > 1);
}

export class Timeline {
  /** Ms after the start at which the row placed last is due; never smaller than before. */
  dueMs = 0;
  /** True once a row was newer than the newest that was known beforehand. */
  hasClamped = false;
  readonly #options: TimelineOptions;
  /** Ms of the run for one ms as recorded. */
  readonly #pace: number;
  /** What is added to recorded times. */
  readonly #shiftMs: number;
  readonly #isCompressed: boolean;
  /** What the passes before have taken, as recorded. */
  #passMs = 0;
  #newestMs: number;
  readonly #gaps: number[] = [];
  #lastMs: number;

  constructor(options: TimelineOptions) {
    const { source, startMs, firstMs, newestMs = firstMs } = options;
    const { speed, loop, eventTime } = source;
    this.#options = options;
    this.#pace = speed === 'max' ? 0 : 1 / speed;
    const spanMs = newestMs - firstMs;
    const aheadMs = Math.max(0, spanMs - spanMs * this.#pace);
    this.#shiftMs = eventTime === 'original' ? 0 : Math.floor(startMs - firstMs - aheadMs);
    this.#isCompressed = eventTime === 'shifted' && loop && speed !== 1;
    this.#newestMs = firstMs;
    this.#lastMs = firstMs;
  }

  /** @returns the event time of the next row, in ms since the epoch */
  place(recordedMs: number): number {
    if (this.#passMs === 0) this.#measure(recordedMs);
    const atMs = recordedMs + this.#passMs;
    const { source, startMs, firstMs } = this.#options;
    const ownDueMs = (atMs - firstMs) * this.#pace;
    if (ownDueMs > this.dueMs) this.dueMs = ownDueMs;
    if (source.eventTime === 'original') return atMs;
    if (this.#isCompressed) return this.#compressed(ownDueMs);
    const latestMs = Math.floor(startMs + this.dueMs);
    if (atMs + this.#shiftMs <= latestMs) return atMs + this.#shiftMs;
    this.hasClamped = true;
    return latestMs;
  }

  /** The next row is the first one again, after the span of the data and one usual distance. */
  again(): void {
    const spanMs = this.#newestMs - this.#options.firstMs;
    this.#passMs += spanMs + this.#gapMs();
  }

  /** A loop goes on for ever, so its event times must not pass more quickly than the clock. */
  #compressed(ownDueMs: number): number {
    const { source, startMs, nowMs } = this.#options;
    return source.speed === 'max' ? nowMs() : Math.floor(startMs + ownDueMs);
  }

  #measure(recordedMs: number): void {
    const gapMs = recordedMs - this.#lastMs;
    if (gapMs > 0 && this.#gaps.length < mostGaps) this.#gaps.push(gapMs);
    this.#lastMs = recordedMs;
    if (recordedMs > this.#newestMs) this.#newestMs = recordedMs;
  }

  #gapMs(): number {
    const sorted = this.#gaps.sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? defaultGapMs;
  }
}
