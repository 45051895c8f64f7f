/** Batches in real time last seconds: what a query has read in one that is still open, for those who ask meanwhile. */
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';

/** The account as if the batch had ended when it was told. */
export function withOpenBatch(query: QueryProgress): QueryProgress {
  const { open } = query;
  if (open === undefined) return query;
  const offsets = { ...query.offsets };
  for (const [partition, { start, end }] of Object.entries(open.offsets)) {
    offsets[partition] = { start: offsets[partition]?.start ?? start, end };
  }
  return {
    ...query,
    offsets,
    rows: query.rows + open.rows,
    valid: query.valid + open.valid,
    dead: query.dead + open.rows - open.valid,
    newestTimestamp: open.newestTimestamp ?? query.newestTimestamp,
  };
}

/** The batch from which the rate of the last moments is told. */
export function openBatchOf(
  { open, time }: QueryProgress,
  last: BatchProgress | undefined,
): Pick<BatchProgress, 'rows' | 'time' | 'durationMs'> | undefined {
  if (open === undefined || last === undefined) return undefined;
  const durationMs = Math.max(0, Date.parse(time) - Date.parse(last.time));
  return { rows: open.rows, time, durationMs };
}
