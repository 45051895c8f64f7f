/** Rows as readings. */
import type { ReplaySource } from '../../chain/chain.ts';
import type { TimedReading } from '../source/source.ts';
import type { ReplayRow } from './formats/rows.ts';

export class ReadingMaker {
  readonly #kind: { readonly kind?: string };
  readonly #unit: { readonly unit?: string };
  /** Neighbours often have the same time. */
  #lastMs = Number.NaN;
  #lastTime = '';

  constructor({ kind, unit }: Pick<ReplaySource, 'kind' | 'unit'>) {
    this.#kind = kind === undefined ? {} : { kind };
    this.#unit = unit === undefined ? {} : { unit };
  }

  /** @param dueMs ms after the start; `null`: as the rate says */
  make(row: ReplayRow, eventTimeMs: number, dueMs: number | null): TimedReading {
    const { sensor, value, data } = row;
    const event_time = this.#time(eventTimeMs);
    const reading =
      value === undefined
        ? { sensor, ...this.#kind, event_time, data }
        : { sensor, ...this.#kind, value, ...this.#unit, event_time, data };
    return { reading, eventTimeMs, dueMs };
  }

  #time(ms: number): string {
    if (ms === this.#lastMs) return this.#lastTime;
    this.#lastMs = ms;
    this.#lastTime = new Date(ms).toISOString();
    return this.#lastTime;
  }
}
