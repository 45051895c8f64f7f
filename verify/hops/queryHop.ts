/** A query's hops: topic → read → valid → counted in its output. */
import { topicNames } from '../../chain/names.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import { lagRows } from '../../kafka/lag.ts';
import { offsetCount } from '../evidence/batchReports.ts';
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
    lag: lagRows(query, evidence.input),
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

/** read = the records between the query's offsets = valid + dead letters, and it began at the topic's start. */
function readProblems({ query, input }: QueryEvidence): string[] {
  const { query: name, rows, valid, dead, offsets } = query;
  const problems: string[] = [];
  const records = offsetCount(offsets);
  if (rows !== records) {
    problems.push(
      `query "${name}": it reported ${rows} rows read, its offsets span ${records} records`,
    );
  }
  if (rows !== valid + dead) {
    problems.push(`query "${name}": ${rows} rows read, but ${valid} valid + ${dead} dead letters`);
  }
  return [...problems, ...boundsProblems(query, input)];
}

/** The query began where the topic begins, and has not read beyond its end. */
function boundsProblems(
  { query: name, topic, offsets }: QueryProgress,
  input: QueryEvidence['input'],
) {
  const skipped: string[] = [];
  const beyond: string[] = [];
  for (const { partition, start, end } of input) {
    const read = offsets[String(partition)];
    if (read === undefined) continue;
    if (read.start > start)
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
  const found = deadLetters.countWithin(query.query, query.offsets);
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
