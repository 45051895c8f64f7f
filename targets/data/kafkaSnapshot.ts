/** Snapshots of Kafka, taken again and again: what the legs reported, where the topics end, how fast they grow. */
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import { withOpenBatch } from './openBatch.ts';

/** Least time between two snapshots from which a rate is told. */
export const rateSpanMs = 300;
/** Rates are told over this span, or over as much of it as was observed. */
const rateWindowMs = 3_000;

/** Bounds of each partition, by topic. */
export type TopicOffsets = ReadonlyMap<string, readonly PartitionOffsets[]>;

/** What Kafka knew at one moment. */
export interface KafkaSnapshot {
  readonly atMs: number;
  readonly offsets: TopicOffsets;
  readonly progress: ProgressSnapshot;
  readonly rates: ReadonlyMap<string, number | null>;
}

/** Takes snapshots of Kafka; each reads on from the one before. */
export class KafkaObserver {
  readonly #kafka: Kafka;
  readonly #topics: readonly string[] | undefined;
  #progress: ProgressSnapshot | undefined;
  /** Ends of the topics at earlier snapshots, oldest first: rates are told over the last seconds. */
  #history: { atMs: number; ends: Map<string, number> }[] = [];

  /** @param topics whose offsets are wanted; default: all there are */
  constructor(kafka: Kafka, topics?: readonly string[]) {
    this.#kafka = kafka;
    this.#topics = topics;
  }

  /** Rides out 30 s without an answer. @throws CourantError COURANT_KAFKA_UNREACHABLE */
  async observe(): Promise<KafkaSnapshot> {
    this.#progress = await readProgress(this.#kafka, this.#progress);
    const offsets = await this.#kafka.offsets(this.#topics ?? (await this.#kafka.topics()));
    const atMs = Date.now();
    const ends = new Map([...offsets.keys()].map((topic) => [topic, endOf(offsets, topic)]));
    const rates = this.#rates(ends, atMs);
    this.#history.push({ atMs, ends });
    this.#history = this.#history.filter((earlier) => atMs - earlier.atMs < rateWindowMs);
    const queries = this.#progress.queries.map(withOpenBatch);
    return { atMs, offsets, progress: { ...this.#progress, queries }, rates };
  }

  #rates(ends: ReadonlyMap<string, number>, atMs: number): Map<string, number | null> {
    const before = this.#history.find((earlier) => atMs - earlier.atMs >= rateSpanMs);
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

/** Records that were written to a topic from one moment to another. */
export function recordsBetween(before: TopicOffsets, after: TopicOffsets, topic: string): number {
  return endOf(after, topic) - endOf(before, topic);
}

function endOf(offsets: TopicOffsets, topic: string): number {
  return (offsets.get(topic) ?? []).reduce((sum, { end }) => sum + end, 0);
}
