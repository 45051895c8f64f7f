/** Everything that was seen of one query: what it reported, and what lies in its topics. */
import { topicNames } from '../../chain/names.ts';
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import { checkBatchReports } from './batchReports.ts';
import type { BatchReports, RecordsIn } from './batchReports.ts';
import type { DeadLetters } from './deadLetters.ts';
import type { FixedTopics } from './fixedTopics.ts';
import { LateCounter, whyNotCounted } from './late.ts';
import { OutputRows } from './outputs.ts';

/** A query before the topic that it reads was read. */
export interface QueryTraces {
  readonly query: QueryProgress;
  readonly batches: readonly BatchProgress[];
  /** `undefined` when the output topic does not exist. */
  readonly output: OutputRows | undefined;
  /** With `--deep`, of a window: has seen nothing yet. */
  readonly late: LateCounter | undefined;
}

export interface QueryEvidence extends Omit<QueryTraces, 'batches' | 'late'> {
  readonly batches: BatchReports;
  /** Bounds of the topic the query reads. */
  readonly input: readonly PartitionOffsets[];
  /** Bounds of its output topic. */
  readonly outputBounds: readonly PartitionOffsets[];
  /** Of the topic the query reads. */
  readonly recordsIn: RecordsIn;
  readonly deadLetters: DeadLetters;
  /** Set with `--deep`: the count, or why there is none. */
  readonly late: LateCounter | string | undefined;
}

interface QuerySources {
  readonly topics: FixedTopics;
  readonly deadLetters: DeadLetters;
  /** Whether late rows are to be counted. */
  readonly deep: boolean;
}

/** Reads the query's output topic. */
export async function tracesOf(
  query: QueryProgress,
  batches: readonly BatchProgress[],
  { topics, deadLetters, deep }: QuerySources,
): Promise<QueryTraces> {
  const isCounted = deep && query.plan?.kind === 'window';
  const late = isCounted ? new LateCounter(query, batches, deadLetters) : undefined;
  return { query, batches, output: await outputOf(query, batches, topics), late };
}

/** To be called when every topic was read. */
export function queryEvidence(
  { query, batches: reports, output, late }: QueryTraces,
  { topics, deadLetters, deep }: QuerySources,
): QueryEvidence {
  const recordsIn: RecordsIn = (ranges) => topics.recordsIn(query.topic, ranges);
  const batches = checkBatchReports(query, reports, recordsIn);
  const input = topics.bounds(query.topic);
  const counted = deep ? (whyNotCounted(query, batches, input) ?? late) : undefined;
  const bounds = { input, outputBounds: topics.bounds(query.query) };
  return { query, batches, ...bounds, recordsIn, deadLetters, output, late: counted };
}

async function outputOf(
  query: QueryProgress,
  batches: readonly BatchProgress[],
  topics: FixedTopics,
): Promise<OutputRows | undefined> {
  if (!topics.has(query.query)) return undefined;
  const output = new OutputRows(query, batches);
  await topics.scan(query.query, (record) => {
    output.add(record);
  });
  return output;
}

/** Queries that have read of `readings`. */
export function readersOf(queries: readonly QueryProgress[]): readonly QueryProgress[] {
  return queries.filter(
    ({ topic, offsets }) =>
      topic === topicNames.readings && Object.values(offsets).some(({ start, end }) => end > start),
  );
}
