/** Lag of a query: records of its topic that it has not read. */
import type { QueryProgress } from '../chain/progress.ts';
import type { PartitionOffsets } from './records.ts';

/** Records that retention deleted count as read. @param bounds of the topic that the query reads */
export function lagRows(
  { offsets }: Pick<QueryProgress, 'offsets'>,
  bounds: readonly PartitionOffsets[],
): number {
  return bounds.reduce((sum, { partition, start, end }) => {
    const next = offsets[String(partition)]?.end ?? start;
    return sum + Math.max(0, end - Math.max(start, next));
  }, 0);
}
