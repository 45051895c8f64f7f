/** Lag of a query: records of its topic that it has not read. */
import type { QueryProgress } from '../chain/progress.ts';
import type { PartitionOffsets } from './records.ts';

/**
 * Records that retention deleted count as read; one that a further reading of the query has not read is not read.
 * @param bounds of the topic that the query reads
 */
export function lagRows(
  { offsets, otherOffsets }: Pick<QueryProgress, 'offsets' | 'otherOffsets'>,
  bounds: readonly PartitionOffsets[],
): number {
  return bounds.reduce((sum, { partition, start, end }) => {
    const reached = [offsets, ...otherOffsets].map((reading) => reading[String(partition)]?.end);
    const next = Math.min(...reached.map((offset) => offset ?? start));
    return sum + Math.max(0, end - Math.max(start, next));
  }, 0);
}
