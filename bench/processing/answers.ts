/** Rows of the two queries as they come out. */
import type { Kafka } from '../../kafka/client.ts';

/** Names of the two shipped queries, and so of their topics. */
export const queryTopics = { windows: 'sensor_stats', hot: 'hot_readings' } as const;

export interface WindowRow {
  /** Sensor and window. */
  readonly window: string;
  /** Readings in it so far. */
  readonly n: number;
  readonly writtenMs: number;
}

interface WrittenWindow {
  readonly window_start: string;
  readonly n: number;
}

export function windowKey(sensor: string, startMs: number): string {
  return `${sensor} ${startMs}`;
}

export class Answers {
  readonly #kafka: Kafka;
  readonly #end = new AbortController();
  readonly #latest = new Map<string, number>();
  readonly #following: Promise<void>;
  #sum = 0;
  #recorded: WindowRow[] | undefined;

  constructor(kafka: Kafka, partitions: number) {
    this.#kafka = kafka;
    this.#following = this.#follow(partitions);
  }

  /** Σ of the latest n of all windows: readings that the window query has answered. */
  get counted(): number {
    return this.#sum;
  }

  /** Rows of the stateless query. */
  async hotRows(): Promise<number> {
    return (await this.#hotBounds()).reduce((sum, { end }) => sum + end, 0);
  }

  async hasRows(): Promise<boolean> {
    const offsets = await this.#kafka.offsets(Object.values(queryTopics));
    return [...offsets.values()].flat().some(({ end }) => end > 0);
  }

  /** From now on window rows are kept, until `recorded` is called; so are the bounds of the others. */
  async record(): Promise<() => Promise<{ windows: WindowRow[]; hot: HotRow[] }>> {
    const windows: WindowRow[] = [];
    this.#recorded = windows;
    const before = await this.#hotBounds();
    return async () => {
      this.#recorded = undefined;
      const after = await this.#hotBounds();
      const ranges = after.map(({ partition, end }) => {
        const start = before.find((one) => one.partition === partition)?.end ?? 0;
        return { partition, start, end };
      });
      return { windows, hot: await this.#hotIn(ranges) };
    };
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#following;
  }

  async #follow(partitions: number): Promise<void> {
    const from = Array.from({ length: partitions }, (_, partition) => ({ partition, start: 0 }));
    const { signal } = this.#end;
    for await (const records of this.#kafka.follow(queryTopics.windows, from, signal)) {
      for (const { key, value, timestampMs } of records) {
        const { window_start, n } = JSON.parse(value?.toString() ?? '') as WrittenWindow;
        const window = windowKey(key?.toString() ?? '', Date.parse(window_start));
        this.#sum += n - (this.#latest.get(window) ?? 0);
        this.#latest.set(window, n);
        this.#recorded?.push({ window, n, writtenMs: timestampMs });
      }
    }
  }

  async #hotBounds() {
    return (await this.#kafka.offsets([queryTopics.hot])).get(queryTopics.hot) ?? [];
  }

  async #hotIn(ranges: readonly { partition: number; start: number; end: number }[]) {
    const rows: HotRow[] = [];
    await this.#kafka.scan(queryTopics.hot, ranges, ({ key, value, timestampMs }) => {
      const { event_time: time } = JSON.parse(value?.toString() ?? '') as { event_time: string };
      const sensor = key?.toString() ?? '';
      rows.push({ sensor, eventMs: Date.parse(time), writtenMs: timestampMs });
    });
    return rows;
  }
}

export interface HotRow {
  readonly sensor: string;
  readonly eventMs: number;
  readonly writtenMs: number;
}
