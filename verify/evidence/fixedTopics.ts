/** The chain's topics up to fixed ends: what arrives while they are read is nobody's loss. */
import type { OffsetRanges } from '../../chain/progress.ts';
import { number } from '../../chain/words/counted.ts';
import type { Kafka, PartitionOffsets, RecordView } from '../../kafka/client.ts';
import { entryOf } from './entryOf.ts';
import { KeptRecords } from './keptRecords.ts';

const tellEvery = 500_000;

/** How many records lie somewhere: one number, unless some of it cannot be looked at any more. */
export interface RecordCount {
  readonly least: number;
  readonly most: number;
}

export class FixedTopics {
  readonly #kafka: Kafka;
  readonly #bounds: Map<string, readonly PartitionOffsets[]>;
  readonly #kept = new Map<string, KeptRecords>();
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
    this.#bounds = new Map(bounds);
    this.#onProgress = onProgress;
  }

  has(topic: string): boolean {
    return this.#bounds.has(topic);
  }

  /** None where there is no such topic. Of one that was read: where it began when that was done. */
  bounds(topic: string): readonly PartitionOffsets[] {
    return this.#bounds.get(topic) ?? [];
  }

  /** Reads a whole topic; one that does not exist is empty. */
  async scan(topic: string, visit: (record: RecordView) => void): Promise<void> {
    const ranges = this.bounds(topic);
    const kept = entryOf(this.#kept, topic, () => new KeptRecords());
    const total = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    let seen = 0;
    this.#onProgress(`reading ${number(total)} records of "${topic}"`);
    await this.#kafka.scan(topic, ranges, (record) => {
      kept.add(record.partition, record.offset);
      visit(record);
      if (++seen % tellEvery !== 0) return;
      this.#onProgress(`read ${number(seen)} of ${number(total)} records of "${topic}"`);
    });
    if (ranges.length > 0) await this.#askStartsAgain(topic);
  }

  /** What retention deleted while the topic was read was not seen, and counts as deleted before. */
  async #askStartsAgain(topic: string): Promise<void> {
    const now = (await this.#kafka.offsets([topic])).get(topic) ?? [];
    const starts = new Map(now.map(({ partition, start }) => [partition, start]));
    this.#bounds.set(
      topic,
      this.bounds(topic).map((range) => moved(range, starts.get(range.partition) ?? 0)),
    );
  }

  /** Records of a topic that was read, within the ranges: markers of transactions take offsets and are none. */
  recordsIn(topic: string, ranges: OffsetRanges): RecordCount {
    let [least, most] = [0, 0];
    for (const { partition, start: logStart, end: logEnd } of this.bounds(topic)) {
      const { start, end } = ranges[String(partition)] ?? { start: 0, end: 0 };
      const [from, to] = [Math.max(start, logStart), Math.min(end, logEnd)];
      const kept = this.#kept.get(topic)?.count(partition, from, to) ?? 0;
      least += kept;
      most +=
        kept +
        Math.max(0, Math.min(end, logStart) - start) +
        Math.max(0, end - Math.max(start, logEnd));
    }
    return { least, most };
  }
}

/** Its end stays where it was; a log that begins behind that holds nothing of what was to be read. */
function moved({ partition, start, end }: PartitionOffsets, startNow: number): PartitionOffsets {
  return { partition, start: Math.min(end, Math.max(start, startNow)), end };
}
