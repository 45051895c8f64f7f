/**
 * How many records lie between two offsets. Offsets are no records: a marker of a transaction takes one of its
 * partition. Memory: nothing to speak of without gaps, 16 bytes a gap.
 */
import { entryOf } from './entryOf.ts';

/** Offsets, in their order, as runs of those that follow each other. */
export class OffsetRuns {
  /** First offset of each run. */
  readonly #firsts: number[] = [];
  /** Offsets before each run. */
  readonly #before: number[] = [];
  #count = 0;
  #next = -1;

  add(first: number, last = first): void {
    if (first !== this.#next) {
      this.#firsts.push(first);
      this.#before.push(this.#count);
    }
    this.#next = last + 1;
    this.#count += last - first + 1;
  }

  /** From `start` (inclusive) to `end` (exclusive). */
  count(start: number, end: number): number {
    return end <= start ? 0 : this.#countBelow(end) - this.#countBelow(start);
  }

  #countBelow(offset: number): number {
    let [low, high] = [0, this.#firsts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#firsts[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const inRun = offset - (this.#firsts[low - 1] as number);
    return Math.min((this.#before[low - 1] as number) + inRun, this.#before[low] ?? this.#count);
  }
}

/** Of one topic, as far as it was read. */
export class KeptRecords {
  readonly #partitions = new Map<number, OffsetRuns>();
  #latest: OffsetRuns | undefined;
  #latestPartition = -1;

  /** Each partition's records in their order. */
  add(partition: number, offset: number): void {
    if (partition !== this.#latestPartition || this.#latest === undefined) {
      this.#latest = entryOf(this.#partitions, partition, () => new OffsetRuns());
      this.#latestPartition = partition;
    }
    this.#latest.add(offset);
  }

  /** Records with offsets from `start` (inclusive) to `end` (exclusive). */
  count(partition: number, start: number, end: number): number {
    return this.#partitions.get(partition)?.count(start, end) ?? 0;
  }
}
