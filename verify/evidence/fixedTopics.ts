/** The chain's topics up to fixed ends: what arrives while they are read is nobody's loss. */
import { number } from '../../chain/words/counted.ts';
import type { Kafka, PartitionOffsets, RecordView } from '../../kafka/client.ts';

const tellEvery = 500_000;

export class FixedTopics {
  readonly #kafka: Kafka;
  readonly #bounds: ReadonlyMap<string, readonly PartitionOffsets[]>;
  readonly #onProgress: (text: string) => void;

  /**
   * @param bounds where each of them begins and ends; without those that do not exist
   * @param onProgress called now and then with what is being read
   */
  constructor(
    kafka: Kafka,
    bounds: ReadonlyMap<string, readonly PartitionOffsets[]>,
    onProgress: (text: string) => void = () => undefined,
  ) {
    this.#kafka = kafka;
    this.#bounds = bounds;
    this.#onProgress = onProgress;
  }

  has(topic: string): boolean {
    return this.#bounds.has(topic);
  }

  /** None where there is no such topic. */
  bounds(topic: string): readonly PartitionOffsets[] {
    return this.#bounds.get(topic) ?? [];
  }

  /** Whether retention took records of it. */
  hasExpired(topic: string): boolean {
    return this.bounds(topic).some(({ start }) => start > 0);
  }

  /** Reads a whole topic; one that does not exist is empty. */
  async scan(topic: string, visit: (record: RecordView) => void): Promise<void> {
    const ranges = this.bounds(topic);
    const total = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    let seen = 0;
    this.#onProgress(`reading ${number(total)} records of "${topic}"`);
    await this.#kafka.scan(topic, ranges, (record) => {
      visit(record);
      if (++seen % tellEvery !== 0) return;
      this.#onProgress(`read ${number(seen)} of ${number(total)} records of "${topic}"`);
    });
  }
}
