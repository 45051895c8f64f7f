/** What was streamed against the same SQL over the same readings in one batch: are the rows the same? */
import { engineOf } from '../../chain/progress.ts';
import type { OffsetRanges, QueryProgress } from '../../chain/progress.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import { compareOutputs } from './compare.ts';
import type { Output } from './compare.ts';
import { FinalRows } from './finalRows.ts';
import type { RecomputedQuery } from '../comparisonResult.ts';

/** Why a query cannot be computed once more, as far as its report and the topic tell. */
export function whyNotAgain(
  query: QueryProgress,
  readings: readonly PartitionOffsets[],
): string | undefined {
  if (engineOf(query) !== 'spark') return 'only Spark’s SQL is computed once more';
  if (query.fingerprint === null || query.lastBatch === null) return 'it has read nothing yet';
  if (query.otherOffsets.length > 0) return 'it reads readings more than once';
  return isKept(query.offsets, readings)
    ? undefined
    : 'the oldest readings that it read were deleted by retention';
}

function isKept(read: OffsetRanges, readings: readonly PartitionOffsets[]): boolean {
  const starts = new Map(readings.map(({ partition, start }) => [String(partition), start]));
  return Object.entries(read).every(
    ([partition, { start, end }]) => end === start || (starts.get(partition) ?? 0) <= start,
  );
}

/** A row as it was computed once more; `origin` names its reading without saying which of its rows it is. */
export interface PlainRow {
  readonly key: string | null;
  readonly value: string;
  readonly origin: string | null;
}

/** The rows that were computed once more, as if they were a query's output. */
export async function recomputedOutput(
  query: QueryProgress,
  rows: AsyncIterable<PlainRow>,
): Promise<Output> {
  const final = new FinalRows(query);
  let last: string | null = null;
  let repeated = 0;
  for await (const { key, value, origin } of rows) {
    repeated = origin !== null && origin === last ? repeated + 1 : 0;
    last = origin;
    final.add({ key, value, origin: numbered(origin, repeated), batch: 0 });
  }
  return {
    name: `${query.query}, computed once more`,
    final,
    isCut: false,
    reach: { ...query, isAppend: final.mode === 'append' },
    late: 0,
  };
}

/** As the runner numbers the rows that one reading makes (RowIds.java). */
function numbered(origin: string | null, earlier: number): string | null {
  return origin === null || earlier === 0 ? origin : `${origin}-${earlier}`;
}

export function judgeRecomputed(
  query: QueryProgress,
  streamed: Output,
  again: Output,
): RecomputedQuery {
  const why = whyNotJudged(query, streamed, again);
  if (why !== undefined) return notCompared(query.query, why);
  const results = compareOutputs(streamed, again);
  if (results.verdict === 'undecided') {
    const reason = isEmpty(streamed, again) ? 'it has no rows' : results.reasons.join('; ');
    return { ...notCompared(query.query, reason), results };
  }
  const isLate = results.verdict === 'different' && results.lateReadings !== null;
  const verdict = isLate ? 'equalButLate' : results.verdict;
  return { name: query.query, verdict, reason: null, results };
}

export function notCompared(name: string, reason: string): RecomputedQuery {
  return { name, verdict: 'notCompared', reason, results: null };
}

function isEmpty(streamed: Output, again: Output): boolean {
  return streamed.final.rows.size === 0 && again.final.rows.size === 0;
}

/** A row that is written once, when the watermark has passed something, must tell what. */
function whyNotJudged(query: QueryProgress, streamed: Output, again: Output): string | undefined {
  const kind = streamed.final.kind ?? again.final.kind;
  return kind === 'content' && query.watermark !== null
    ? 'its rows do not tell when they are due: name columns window_start and window_end'
    : undefined;
}
