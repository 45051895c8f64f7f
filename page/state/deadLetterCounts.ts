/** Dead letters by reason, and how many a second each query sends. Counted on from where the last look ended. */
import { deadLetterHeaders, topicNames } from '../../chain/names.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { textIn } from '../../kafka/records.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { DeadRates } from './point.ts';

/** Of each partition; a first look must not take longer than a person waits. */
const mostLetters = 50_000;
/** A reason is a short word; headers of others may hold anything. */
const mostReasonLength = 60;
const mostReasons = 50;
const rateWindowMs = 3_000;

export class DeadLetterCounts {
  readonly #counts = new Map<string, number>();
  readonly #next = new Map<number, number>();

  /** @param bounds of the dead letters' topic */
  async count(kafka: Kafka, bounds: readonly PartitionOffsets[]): Promise<void> {
    const ranges = bounds.flatMap(({ partition, start, end }) => {
      const from = this.#next.get(partition) ?? Math.max(start, end - mostLetters);
      this.#next.set(partition, end);
      return end > from ? [{ partition, start: Math.max(from, start), end }] : [];
    });
    if (ranges.length === 0) return;
    await kafka.scan(topicNames.deadLetters, ranges, (record) => {
      this.#add(textIn(record.headers()[deadLetterHeaders.reason]) ?? 'not told');
    });
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  #add(written: string): void {
    const reason = written.slice(0, mostReasonLength);
    const isKnown = this.#counts.has(reason) || this.#counts.size < mostReasons;
    const named = isKnown ? reason : 'others';
    this.#counts.set(named, (this.#counts.get(named) ?? 0) + 1);
  }
}

interface Seen {
  readonly atMs: number;
  readonly deadLetters: ReadonlyMap<string, number>;
}

/** Over the last seconds, from what the queries report. */
export class DeadRateWatch {
  #seen: Seen[] = [];

  rates({ queries }: StatusDocument, atMs: number): DeadRates {
    const now = new Map(queries.map(({ name, deadLetters }) => [name, deadLetters]));
    this.#seen = [
      ...this.#seen.filter((seen) => atMs - seen.atMs <= rateWindowMs),
      { atMs, deadLetters: now },
    ];
    const [first] = this.#seen;
    return Object.fromEntries(
      queries.map(({ name, deadLetters }) => {
        const then = first?.deadLetters.get(name);
        if (first === undefined || then === undefined || first.atMs === atMs) return [name, null];
        const perSecond = ((deadLetters - then) * 1_000) / (atMs - first.atMs);
        return [name, Math.max(0, Math.round(perSecond * 10) / 10)];
      }),
    );
  }
}
