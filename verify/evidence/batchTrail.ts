/**
 * In which batch each stretch of a topic was written. A query writes its batches one after the other, so what retention
 * took of a partition is of the batch of the oldest record that is kept there, or of an earlier one.
 */
import type { PartitionOffsets } from '../../kafka/client.ts';
import { entryOf } from './entryOf.ts';

interface Stretch {
  readonly batch: number;
  last: number;
}

export class BatchTrail {
  readonly #partitions = new Map<number, Stretch[]>();

  /** Each partition's records in their order. */
  add(partition: number, offset: number, batch: number): void {
    const stretches = entryOf(this.#partitions, partition, () => []);
    const latest = stretches.at(-1);
    if (latest?.batch === batch) latest.last = offset;
    else stretches.push({ batch, last: offset });
  }

  /**
   * The newest batch of which records may be gone: −1 where nothing was deleted, infinite where a partition that was
   * cut holds no record of any batch.
   * @param bounds where the partitions begin now
   */
  newestCut(bounds: readonly PartitionOffsets[]): number {
    const cut = bounds.filter(({ start }) => start > 0);
    return Math.max(-1, ...cut.map(({ partition, start }) => this.#oldestKept(partition, start)));
  }

  #oldestKept(partition: number, start: number): number {
    const kept = this.#partitions.get(partition)?.find(({ last }) => last >= start);
    return kept?.batch ?? Infinity;
  }
}

/** How many records lay below the starts at most. */
export function mostDeleted(bounds: readonly PartitionOffsets[]): number {
  return bounds.reduce((sum, { start }) => sum + start, 0);
}
