/**
 * A second opinion on windows, which shares no code with `verify/`: readings counted from the topic, a window and a
 * sensor, against the newest row of each. Fewer than that may only be in a window that the watermark can have closed.
 */
import { topicNames } from '../../../chain/names.ts';
import type { Kafka } from '../../../kafka/client.ts';
import { ReadOn } from './readOn.ts';

const delayMs = 10_000;
const hourMs = 3_600_000;

interface Row {
  readonly window_start: string;
  readonly n: number;
}

export interface WindowCount {
  readonly windows: number;
  /** Readings that no row counts: late ones. */
  readonly missing: number;
  /** What no watermark explains. */
  readonly problems: readonly string[];
}

export class Windows {
  readonly #readings = new ReadOn(topicNames.readings);
  readonly #rows: ReadOn;
  readonly #windowMs: number;
  readonly #counted = new Map<string, number>();
  readonly #written = new Map<string, number>();
  #newestMs = 0;

  constructor(query: string, windowMs: number) {
    this.#rows = new ReadOn(query);
    this.#windowMs = windowMs;
  }

  async read(kafka: Kafka): Promise<void> {
    await this.#readings.read(kafka, ({ value, timestampMs }) => {
      const reading = validReading(value, timestampMs);
      if (reading === undefined) return;
      const startMs = Math.floor(reading.ms / this.#windowMs) * this.#windowMs;
      const window = `${reading.sensor} ${startMs}`;
      this.#counted.set(window, (this.#counted.get(window) ?? 0) + 1);
      this.#newestMs = Math.max(this.#newestMs, reading.ms);
    });
    await this.#rows.read(kafka, ({ key, value }) => {
      const { window_start, n } = JSON.parse(value?.toString() ?? '') as Row;
      this.#written.set(`${key?.toString()} ${Date.parse(window_start)}`, n);
    });
  }

  compare(): WindowCount {
    let missing = 0;
    const problems: string[] = [];
    for (const window of new Set([...this.#counted.keys(), ...this.#written.keys()])) {
      const counted = this.#counted.get(window) ?? 0;
      const written = this.#written.get(window) ?? 0;
      const startMs = Number(window.split(' ').at(-1));
      const isOpen = startMs + this.#windowMs > this.#newestMs - delayMs;
      missing += counted - written;
      if (written > counted || (written < counted && isOpen)) {
        problems.push(
          `window ${window}: ${counted} readings in the topic, its row says ${written}`,
        );
      }
    }
    return { windows: this.#counted.size, missing, problems };
  }
}

interface Valid {
  readonly sensor: string;
  readonly ms: number;
}

/** A reading as docs/queries.md describes it; `undefined` for what is none. */
function validReading(value: Buffer | null, timestampMs: number): Valid | undefined {
  try {
    const json = JSON.parse(value?.toString() ?? '') as Record<string, unknown>;
    const { sensor, event_time, value: measured } = json;
    if (typeof sensor !== 'string' || typeof event_time !== 'string') return undefined;
    const ms = Date.parse(event_time);
    const isReading = typeof measured === 'number' && !Number.isNaN(ms);
    return isReading && ms <= timestampMs + hourMs ? { sensor, ms } : undefined;
  } catch {
    return undefined;
  }
}
