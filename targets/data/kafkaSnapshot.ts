/** Looking at Kafka again and again: what the legs reported, where the topics end, how fast they grow. */
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';

/** Least time between two looks at a topic's end from which its rate is told. */
export const rateSpanMs = 300;
/** Rates are told over this span, or over as much of it as was watched. */
const rateWindowMs = 3_000;

/** What Kafka knew at one moment. */
export interface Seen {
  readonly atMs: number;
  readonly offsets: ReadonlyMap<string, readonly PartitionOffsets[]>;
  readonly progress: ProgressSnapshot;
  readonly rates: ReadonlyMap<string, number | null>;
}

/** Looks at Kafka again and again; each look reads on from the one before. */
export class KafkaLook {
  readonly #kafka: Kafka;
  #progress: ProgressSnapshot | undefined;
  /** Ends of the topics at earlier looks, oldest first: rates are told over the last seconds. */
  #history: { atMs: number; ends: Map<string, number> }[] = [];

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  async read(): Promise<Seen> {
    this.#progress = await readProgress(this.#kafka, this.#progress);
    const offsets = await this.#kafka.offsets(await this.#kafka.topics());
    const atMs = Date.now();
    const ends = new Map([...offsets].map(([topic, partitions]) => [topic, endOf(partitions)]));
    const rates = this.#rates(ends, atMs);
    this.#history.push({ atMs, ends });
    this.#history = this.#history.filter((look) => atMs - look.atMs < rateWindowMs);
    return { atMs, offsets, progress: this.#progress, rates };
  }

  #rates(ends: ReadonlyMap<string, number>, atMs: number): Map<string, number | null> {
    const before = this.#history.find((look) => atMs - look.atMs >= rateSpanMs);
    return new Map(
      [...ends].map(([topic, end]) => {
        const then = before?.ends.get(topic);
        if (before === undefined || then === undefined) return [topic, null];
        const perSecond = ((end - then) * 1_000) / (atMs - before.atMs);
        return [topic, Math.max(0, Math.round(perSecond * 10) / 10)];
      }),
    );
  }
}

function endOf(partitions: readonly PartitionOffsets[]): number {
  return partitions.reduce((sum, { end }) => sum + end, 0);
}
