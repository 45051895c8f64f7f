/** From a reading's record to the row that it first shows in, by the timestamps of both records. */
import { percentile } from '../figures.ts';
import { windowKey } from './answers.ts';
import type { HotRow, WindowRow } from './answers.ts';
import type { SeenReading } from './readings.ts';

/** Of spark/queries/sensor_stats.sql. */
const windowMs = 5_000;

export interface Percentiles {
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Readings of a span, in the order of their partitions: a sensor's are all in one. */
export class SpanReadings {
  readonly #byWindow = new Map<string, number[]>();
  readonly #hot = new Map<string, number>();
  readonly #fromMs: number;
  readonly #toMs: number;

  /** Windows that lie within the span as a whole count; so nothing of them was read before it. */
  constructor(fromMs: number, toMs: number) {
    this.#fromMs = fromMs;
    this.#toMs = toMs;
  }

  readonly add = ({ sensor, eventMs, recordMs, isHot }: SeenReading): void => {
    const startMs = Math.floor(eventMs / windowMs) * windowMs;
    if (startMs < this.#fromMs || startMs + windowMs > this.#toMs) return;
    const window = windowKey(sensor, startMs);
    const times = this.#byWindow.get(window) ?? [];
    times.push(recordMs);
    this.#byWindow.set(window, times);
    if (isHot) this.#hot.set(`${sensor} ${eventMs}`, recordMs);
  };

  hot(rows: readonly HotRow[]): Percentiles {
    return percentiles(
      rows.flatMap(({ sensor, eventMs, writtenMs }) => {
        const recordMs = this.#hot.get(`${sensor} ${eventMs}`);
        return recordMs === undefined ? [] : [writtenMs - recordMs];
      }),
    );
  }

  /** The row with n = k is the first that the k-th reading of its window shows in. */
  windows(rows: readonly WindowRow[]): Percentiles {
    const shown = new Map<string, number>();
    return percentiles(
      rows.flatMap(({ window, n, writtenMs }) => {
        const times = this.#byWindow.get(window) ?? [];
        const before = shown.get(window) ?? 0;
        shown.set(window, Math.max(n, before));
        return times.slice(before, n).map((recordMs) => writtenMs - recordMs);
      }),
    );
  }
}

function percentiles(delays: readonly number[]): Percentiles {
  if (delays.length === 0) return { p50Ms: null, p99Ms: null };
  return { p50Ms: percentile(delays, 50), p99Ms: percentile(delays, 99) };
}
