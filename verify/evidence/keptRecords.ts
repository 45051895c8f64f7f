/**
 * How many records lie between two offsets. Offsets are no records: a marker of a transaction takes one of its
 * partition. Memory: nothing to speak of without gaps, 16 bytes a gap.
 */
import { entryOf } from './entryOf.ts';

/** One partition's records as runs of offsets that follow each other. */
class Runs {
  /** First offset of each run. */
  readonly firsts: number[] = [];
  /** Records before each run. */
  readonly before: number[] = [];
  count = 0;
  #next = -1;

  add(offset: number): void {
    if (offset !== this.#next) {
      this.firsts.push(offset);
      this.before.push(this.count);
    }
    this.#next = offset + 1;
    this.count += 1;
  }

  countBelow(offset: number): number {
    let [low, high] = [0, this.firsts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.firsts[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const inRun = offset - (this.firsts[low - 1] as number);
    return Math.min((this.before[low - 1] as number) + inRun, this.before[low] ?? this.count);
  }
}

/** Of one topic, as far as it was read. */
export class KeptRecords {
  readonly #partitions = new Map<number, Runs>();
  #latest: Runs | undefined;
  #latestPartition = -1;

  /** Each partition's records in their order. */
  add(partition: number, offset: number): void {
    if (partition !== this.#latestPartition || this.#latest === undefined) {
      this.#latest = entryOf(this.#partitions, partition, () => new Runs());
      this.#latestPartition = partition;
    }
    this.#latest.add(offset);
  }

  /** Records with offsets from `start` (inclusive) to `end` (exclusive). */
  count(partition: number, start: number, end: number): number {
    const runs = this.#partitions.get(partition);
    if (runs === undefined || end <= start) return 0;
    return runs.countBelow(end) - runs.countBelow(start);
  }
}
