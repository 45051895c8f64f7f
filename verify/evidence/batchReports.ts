/** A query's batch reports, checked against each other and against its cumulative report. */
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';

export interface BatchReports {
  /** Reports of batches up to the query's last one, in order. */
  readonly reported: readonly BatchProgress[];
  /** The reports cover everything the query read: none was folded into its record, none is missing. */
  readonly isComplete: boolean;
  readonly problems: readonly string[];
}

/** Offsets that each partition's reports have reached so far. */
type Reached = Map<string, { start: number; end: number }>;

export function checkBatchReports(
  query: QueryProgress,
  batches: readonly BatchProgress[],
): BatchReports {
  const reported = batches.filter(({ batch }) => batch <= (query.lastBatch ?? -1));
  const reached: Reached = new Map();
  const problems = reported.flatMap((batch) => [
    ...rowProblems(batch),
    ...sequenceProblems(batch, reached),
  ]);
  const isComplete = problems.length === 0 && coversAll(query, reached);
  if (isComplete) problems.push(...sumProblems(query, reported));
  return { reported, isComplete, problems };
}

export function offsetCount(offsets: QueryProgress['offsets']): number {
  return Object.values(offsets).reduce((sum, { start, end }) => sum + Math.max(0, end - start), 0);
}

function rowProblems({ query, batch, rows, valid, dead, offsets }: BatchProgress): string[] {
  const problems: string[] = [];
  const records = offsetCount(offsets);
  if (rows !== records) {
    problems.push(`query "${query}", batch ${batch}: it read ${rows} rows of ${records} records`);
  }
  if (rows !== valid + dead) {
    problems.push(
      `query "${query}", batch ${batch}: ${rows} rows read, but ${valid} valid + ${dead} dead letters`,
    );
  }
  return problems;
}

function sequenceProblems(batch: BatchProgress, reached: Reached): string[] {
  return Object.entries(batch.offsets).flatMap(([partition, { start, end }]) => {
    const before = reached.get(partition);
    reached.set(partition, { start: before?.start ?? start, end });
    if (before === undefined || before.end === start) return [];
    const [from, to] = [Math.min(before.end, start), Math.max(before.end, start) - 1];
    const what = before.end < start ? 'no report covers' : 'two batches report';
    return [
      `query "${batch.query}", up to batch ${batch.batch}: ${what} partition ${partition} offsets ${from}–${to}`,
    ];
  });
}

function coversAll({ offsets }: QueryProgress, reached: Reached): boolean {
  return Object.entries(offsets).every(([partition, { start, end }]) => {
    const seen = reached.get(partition);
    return start === end || (seen?.start === start && seen.end === end);
  });
}

function sumProblems(query: QueryProgress, reported: readonly BatchProgress[]): string[] {
  return (['rows', 'valid', 'dead'] as const).flatMap((field) => {
    const sum = reported.reduce((total, batch) => total + batch[field], 0);
    if (sum === query[field]) return [];
    return [
      `query "${query.query}": its batches sum up to ${sum} ${field}, its own account says ${query[field]}`,
    ];
  });
}
