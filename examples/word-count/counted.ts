/** What each of the three counted, read from the topics. */
import type { Counts, Views } from './compare.ts';
import { sums } from './compare.ts';
import { PlainCount } from './plainCount.ts';
import { TopicReader, parsed } from './reader.ts';

interface Row {
  readonly n: number;
  readonly window_start?: string;
}

/** The newest count of each word, or of each word in each window: what an earlier row said is out of date. */
class NewestRows {
  readonly counts = new Map<string, number>();
  readonly reader: TopicReader;
  lastAt = 0;

  constructor(brokers: readonly string[], topic: string) {
    this.reader = new TopicReader(brokers, topic);
  }

  start(): Promise<void> {
    return this.reader.start((message) => {
      const { n, window_start: start } = parsed<Row>(message);
      const word = message.key?.toString() ?? '';
      this.counts.set(start === undefined ? word : `${word} ${start}`, n);
      this.lastAt = Date.now();
    });
  }
}

export class Counted {
  readonly #plain: PlainCount;
  readonly #rows: Readonly<Record<'total' | 'windows', readonly [NewestRows, NewestRows]>>;

  constructor(brokers: readonly string[]) {
    const both = (what: string) =>
      [new NewestRows(brokers, `${what}_spark`), new NewestRows(brokers, `${what}_flink`)] as const;
    this.#plain = new PlainCount(brokers);
    this.#rows = { total: both('total'), windows: both('windows') };
  }

  /** By word, since the start. */
  get words(): Views {
    const { total, windows } = this.#rows;
    const [spark, flink] = windows.map(({ counts }) => sums(counts));
    return {
      'plain Kafka': this.#plain.counts,
      Spark: total[0].counts,
      Flink: total[1].counts,
      "Spark's windows": spark as Counts,
      "Flink's windows": flink as Counts,
    };
  }

  /** By word and start of the window. */
  get windows(): Views {
    const [spark, flink] = this.#rows.windows;
    return { Spark: spark.counts, Flink: flink.counts };
  }

  /** For how long no row came. */
  get quietMs(): number {
    return Date.now() - Math.max(...this.#all.map(({ lastAt }) => lastAt));
  }

  async start(): Promise<void> {
    await Promise.all([this.#plain, ...this.#all].map((one) => one.start()));
  }

  async caughtUp(): Promise<void> {
    const readers = this.#all.map(({ reader }) => reader);
    await Promise.all([this.#plain, ...readers].map((one) => one.caughtUp()));
  }

  async stop(): Promise<void> {
    const readers = this.#all.map(({ reader }) => reader);
    await Promise.all([this.#plain, ...readers].map((one) => one.stop()));
  }

  get #all(): readonly NewestRows[] {
    return Object.values(this.#rows).flat();
  }
}
