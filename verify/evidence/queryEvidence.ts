/** Everything that was seen of one query: what it reported, and what lies in its topics. */
import { topicNames } from '../../chain/names.ts';
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import { checkBatchReports } from './batchReports.ts';
import type { BatchReports } from './batchReports.ts';
import type { DeadLetters } from './deadLetters.ts';
import type { FixedTopics } from './fixedTopics.ts';
import { LateCounter, whyNotCounted } from './late.ts';
import { OutputRows } from './outputs.ts';

export interface QueryEvidence {
  readonly query: QueryProgress;
  readonly batches: BatchReports;
  /** Bounds of the topic the query reads. */
  readonly input: readonly PartitionOffsets[];
  readonly deadLetters: DeadLetters;
  /** `undefined` when the output topic does not exist. */
  readonly output: OutputRows | undefined;
  /** Set with `--deep`: the count, or why there is none. */
  readonly late: LateCounter | string | undefined;
}

interface QuerySources {
  readonly topics: FixedTopics;
  readonly deadLetters: DeadLetters;
  /** By query. */
  readonly batches: ReadonlyMap<string, readonly BatchProgress[]>;
  /** Whether late rows are to be counted; their counter has seen nothing yet. */
  readonly deep: boolean;
}

/** Reads the query's output topic. */
export async function queryEvidence(
  query: QueryProgress,
  { topics, deadLetters, batches: reports, deep }: QuerySources,
): Promise<QueryEvidence> {
  const batches = checkBatchReports(query, reports.get(query.query) ?? []);
  const input = topics.bounds(query.topic);
  const whyNot = whyNotCounted(query, batches, input);
  return {
    query,
    batches,
    input,
    deadLetters,
    output: await outputOf(query, topics),
    late: deep ? (whyNot ?? new LateCounter(query, batches, deadLetters)) : undefined,
  };
}

async function outputOf(
  query: QueryProgress,
  topics: FixedTopics,
): Promise<OutputRows | undefined> {
  if (!topics.has(query.query)) return undefined;
  const output = new OutputRows(query, topics.hasExpired(query.query));
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
