/** The third consumer: plain Kafka, no engine. Its counts are a Map in memory, so that each start begins with the topic. */
import type { Counts } from './compare.ts';
import { TopicReader, parsed } from './reader.ts';

export class PlainCount {
  readonly #counts = new Map<string, number>();
  readonly #reader: TopicReader;

  constructor(brokers: readonly string[]) {
    this.#reader = new TopicReader(brokers, 'readings');
  }

  get counts(): Counts {
    return this.#counts;
  }

  start(): Promise<void> {
    return this.#reader.start((message) => {
      // The key of an event travels as `sensor`.
      const { sensor: word } = parsed<{ sensor: string }>(message);
      this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    });
  }

  caughtUp(): Promise<void> {
    return this.#reader.caughtUp();
  }

  stop(): Promise<void> {
    return this.#reader.stop();
  }
}
