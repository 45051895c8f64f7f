/** A query's batch reports, checked against each other, its cumulative report, and the records that were there to read. */
import type { BatchProgress, OffsetRanges, QueryProgress } from '../../chain/progress.ts';
import type { RecordCount } from './fixedTopics.ts';

export interface BatchReports {
  /** Reports of batches up to the query's last one, in order. */
  readonly reported: readonly BatchProgress[];
  /** The reports cover everything the query read: none was folded into its record, none is missing. */
  readonly isComplete: boolean;
  readonly problems: readonly string[];
}

/** How many records of the query's topic lie within the offsets. */
export type RecordsIn = (ranges: OffsetRanges) => RecordCount;

/** Offsets that each partition's reports have reached so far. */
type Reached = Map<string, { start: number; end: number }>;

export function checkBatchReports(
  query: QueryProgress,
  batches: readonly BatchProgress[],
  recordsIn: RecordsIn,
): BatchReports {
  const reported = batches.filter(({ batch }) => batch <= (query.lastBatch ?? -1));
  const sources = sourcesOf(query).map(() => new Map() as Reached);
  const problems = reported.flatMap((batch) => [
    ...rowProblems(batch, recordsIn),
    ...sources.flatMap((reached, at) =>
      sequenceProblems(batch, { taken: sourcesOf(batch)[at] ?? {}, reached, recordsIn }),
    ),
  ]);
  const isComplete =
    problems.length === 0 &&
    sourcesOf(query).every((offsets, at) => coversAll(offsets, sources[at] as Reached));
  if (isComplete) problems.push(...sumProblems(query, reported));
  return { reported, isComplete, problems };
}

/** What a query took of its topic: by each of its sources, of which it has one unless it reads the topic more than once. */
export function sourcesOf({
  offsets,
  otherOffsets,
}: Pick<QueryProgress, 'offsets' | 'otherOffsets'>): readonly OffsetRanges[] {
  return [offsets, ...otherOffsets];
}

/** Records that all sources together had to read. */
export function recordsRead(
  of: Pick<QueryProgress, 'offsets' | 'otherOffsets'>,
  recordsIn: RecordsIn,
): RecordCount {
  const counts = sourcesOf(of).map(recordsIn);
  const sum = (pick: (count: RecordCount) => number) =>
    counts.reduce((total, one) => total + pick(one), 0);
  return { least: sum(({ least }) => least), most: sum(({ most }) => most) };
}

/** The number that the rows are to be, where they are not; `undefined` where they may be right. */
export function recordsMissed(rows: number, { least, most }: RecordCount): number | undefined {
  if (rows < least) return least;
  return rows > most ? most : undefined;
}

function rowProblems(report: BatchProgress, recordsIn: RecordsIn): string[] {
  const { query, batch, rows, valid, dead } = report;
  const problems: string[] = [];
  const records = recordsMissed(rows, recordsRead(report, recordsIn));
  if (records !== undefined) {
    problems.push(`query "${query}", batch ${batch}: it read ${rows} rows of ${records} records`);
  }
  if (rows !== valid + dead) {
    problems.push(
      `query "${query}", batch ${batch}: ${rows} rows read, but ${valid} valid + ${dead} dead letters`,
    );
  }
  return problems;
}

interface Source {
  readonly taken: OffsetRanges;
  readonly reached: Reached;
  readonly recordsIn: RecordsIn;
}

function sequenceProblems(
  { query, batch }: BatchProgress,
  { taken, reached, recordsIn }: Source,
): string[] {
  return Object.entries(taken).flatMap(([partition, { start, end }]) => {
    const before = reached.get(partition);
    reached.set(partition, { start: before?.start ?? start, end });
    if (before === undefined || before.end === start) return [];
    const [from, to] = [Math.min(before.end, start), Math.max(before.end, start)];
    // Between two records may lie a marker of a transaction, which nobody has to read.
    if (recordsIn({ [partition]: { start: from, end: to } }).most === 0) return [];
    const what = before.end < start ? 'no report covers' : 'two batches report';
    return [
      `query "${query}", up to batch ${batch}: ${what} partition ${partition} offsets ${from}–${to - 1}`,
    ];
  });
}

function coversAll(offsets: OffsetRanges, reached: Reached): boolean {
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
