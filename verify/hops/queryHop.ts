/** A query's hops: topic → read → valid → counted in its output. */
import { topicNames } from '../../chain/names.ts';
import type { OffsetRanges } from '../../chain/progress.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import { recordsMissed, recordsRead, sourcesOf } from '../evidence/batchReports.ts';
import type { QueryEvidence } from '../evidence/queryEvidence.ts';
import { outputHop } from './outputHop.ts';
import type { QueryResult } from '../result.ts';

export interface QueryVerdict {
  readonly result: QueryResult;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

export function queryHop(evidence: QueryEvidence): QueryVerdict {
  const { query, batches } = evidence;
  const output = outputHop(evidence);
  const dead = deadLetterHop(evidence);
  const result: QueryResult = {
    name: query.query,
    state: query.state,
    plan: query.plan?.kind ?? null,
    read: query.rows,
    valid: query.valid,
    deadLetters: query.dead,
    ...output.figures,
    rowsNotReported: evidence.output?.notReported ?? 0,
    lag: unreadOf(evidence),
    recountedBatches: batches.reported.filter(({ recounted }) => recounted).length,
    reasons: {
      ...(query.plan === null ? { plan: 'the query was not analyzed yet' } : {}),
      ...output.reasons,
    },
  };
  return {
    result,
    problems: [
      ...readProblems(evidence),
      ...batches.problems,
      ...dead.problems,
      ...output.problems,
    ],
    notes: [...queryNotes(evidence), ...dead.notes],
  };
}

/** Records that the query's slowest source has not read; those that retention took are not among them. */
function unreadOf({ query, input, recordsIn }: QueryEvidence): number {
  return Math.max(...sourcesOf(query).map((offsets) => recordsIn(behind(offsets, input)).least));
}

/** From where each partition was read to its end. */
function behind(offsets: OffsetRanges, input: readonly PartitionOffsets[]): OffsetRanges {
  return Object.fromEntries(
    input.map(({ partition, start, end }) => [
      partition,
      { start: Math.max(start, offsets[String(partition)]?.end ?? start), end },
    ]),
  );
}

/** read = the records between the query's offsets = valid + dead letters, and it began at the topic's start. */
function readProblems(evidence: QueryEvidence): string[] {
  const { query, recordsIn } = evidence;
  const { query: name, rows, valid, dead } = query;
  const problems: string[] = [];
  const records = recordsMissed(rows, recordsRead(query, recordsIn));
  if (records !== undefined) {
    problems.push(
      `query "${name}": it reported ${rows} rows read, its offsets span ${records} records`,
    );
  }
  if (rows !== valid + dead) {
    problems.push(`query "${name}": ${rows} rows read, but ${valid} valid + ${dead} dead letters`);
  }
  return [...problems, ...sourcesOf(query).flatMap((offsets) => boundsProblems(offsets, evidence))];
}

/** The query began where the topic begins, and has not read beyond its end. */
function boundsProblems(
  offsets: OffsetRanges,
  { query: { query: name, topic }, input, recordsIn }: QueryEvidence,
) {
  const skipped: string[] = [];
  const beyond: string[] = [];
  for (const { partition, start, end } of input) {
    const read = offsets[String(partition)];
    if (read === undefined) continue;
    if (recordsIn({ [partition]: { start, end: read.start } }).least > 0)
      skipped.push(`partition ${partition} offsets ${start}–${read.start - 1}`);
    if (read.end > end) beyond.push(`partition ${partition} to ${read.end} of ${end}`);
  }
  const problems: string[] = [];
  if (skipped.length > 0) {
    problems.push(`query "${name}": it never read of "${topic}" ${skipped.join(', ')}`);
  }
  if (beyond.length > 0) {
    problems.push(
      `query "${name}": it read "${topic}" beyond its end, ${beyond.join(', ')}: the topic was deleted or cut`,
    );
  }
  return problems;
}

/** Different dead letters of the query in `readings.dlq` = those it reported. */
function deadLetterHop(evidence: QueryEvidence): { problems: string[]; notes: string[] } {
  const { query, deadLetters } = evidence;
  const found = sourcesOf(query).reduce(
    (sum, offsets) => sum + deadLetters.countWithin(query.query, offsets),
    0,
  );
  if (found === query.dead) return { problems: [], notes: [] };
  const told = `query "${query.query}": it reported ${query.dead} dead letters, ${topicNames.deadLetters} holds ${found} of them`;
  if (found < query.dead && deadLetters.hasExpired) {
    return { problems: [], notes: [`${told}; the oldest were deleted by retention`] };
  }
  return { problems: [told], notes: [] };
}

function queryNotes({ query, output, batches }: QueryEvidence): string[] {
  const notes: string[] = [];
  const name = `query "${query.query}"`;
  if (query.state === 'failed') {
    notes.push(`${name} has failed: ${query.error?.message ?? 'it told no reason'}`);
  }
  if (output !== undefined && output.notReported > 0) {
    notes.push(
      `${name}: ${output.notReported} output rows of batches it has not reported yet are left aside`,
    );
  }
  if (output !== undefined && output.foreign > 0) {
    notes.push(`${name}: ${output.foreign} records of its output topic are not its own`);
  }
  const recounted = batches.reported.filter((batch) => batch.recounted);
  if (recounted.length > 0) {
    notes.push(`${name}: ${recounted.length} batches had no report and were counted again`);
  }
  return notes;
}
