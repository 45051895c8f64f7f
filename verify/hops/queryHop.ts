/** A query's hops: topic → read → valid → counted in its output. */
import { topicNames } from '../../chain/names.ts';
import { engineOf } from '../../chain/progress.ts';
import type { OffsetRanges, QueryProgress } from '../../chain/progress.ts';
import { counted } from '../../chain/words/counted.ts';
import { recordsMissed, recordsRead, sourcesOf } from '../evidence/batchReports.ts';
import type { DeadLetters } from '../evidence/deadLetters.ts';
import type { QueryEvidence } from '../evidence/queryEvidence.ts';
import type { Account } from '../evidence/ledger.ts';
import { unreadRanges } from '../evidence/unread.ts';
import type { Cause, QueryResult } from '../result.ts';
import { expiredUnread } from './expiredUnread.ts';
import { outputHop } from './outputHop.ts';
import { queryCauses } from './queryCauses.ts';

export interface QueryVerdict {
  readonly result: QueryResult;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly causes: readonly Cause[];
}

/** @param accounts of the ledger, by account */

export function queryHop(
  evidence: QueryEvidence,
  accounts: ReadonlyMap<string, Account>,
): QueryVerdict {
  const { query, batches } = evidence;
  const output = outputHop(evidence);
  const dead = deadLetterHop(evidence);
  const missed = expiredUnread(evidence, accounts);
  const result: QueryResult = {
    name: query.query,
    engine: engineOf(query),
    state: query.state,
    plan: query.plan?.kind ?? null,
    read: query.rows,
    valid: query.valid,
    deadLetters: query.dead,
    ...output.figures,
    rowsNotReported: evidence.output?.notReported ?? 0,
    lag: evidence.recordsIn(unreadRanges(sourcesOf(query), evidence.input)).least,
    recountedBatches: batches.reported.filter(({ recounted }) => recounted).length,
    reasons: {
      ...(query.plan === null ? { plan: 'the query was not analyzed yet' } : {}),
      ...output.reasons,
    },
  };
  return {
    result,
    problems: [
      ...failureProblems(evidence, missed.acknowledged),
      ...readProblems(evidence),
      ...batches.problems,
      ...dead.problems,
      ...output.problems,
    ],
    notes: [...queryNotes(evidence), ...dead.notes],
    causes: queryCauses(result, missed),
  };
}

/** A query that failed reads no more, and one that came too late will never have read all. */
function failureProblems({ query }: QueryEvidence, missed: number): string[] {
  const name = `query "${query.query}"`;
  const problems: string[] = [];
  // A runner that was stopped says so of every query; the error stays.
  if (query.state === 'failed' || query.error !== null) {
    problems.push(`${name} has failed: ${query.error?.message ?? 'it told no reason'}`);
  }
  if (missed > 0) {
    const readings = `${counted(missed, 'acknowledged reading')} ${missed === 1 ? 'was' : 'were'}`;
    problems.push(`${name}: ${readings} deleted by retention before it had read them`);
  }
  return problems;
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
  const found = deadLettersOf(query, deadLetters);
  if (found === query.dead) return { problems: [], notes: [] };
  const told = `query "${query.query}": it reported ${query.dead} dead letters, ${topicNames.deadLetters} holds ${found} of them`;
  if (!isExcused(evidence, query.dead - found)) return { problems: [told], notes: [] };
  return { problems: [], notes: [`${told}; the oldest were deleted by retention`] };
}

/** Whether retention can have taken so many: those of the oldest batches, and no more than were deleted. */
function isExcused({ query, batches, deadLetters }: QueryEvidence, missing: number): boolean {
  const cut = deadLetters.newestCut(query.query);
  if (cut < 0 || missing < 0 || missing > deadLetters.mostDeleted) return false;
  return batches.reported
    .filter(({ batch }) => batch > cut)
    .every((report) => deadLettersOf(report, deadLetters) === report.dead);
}

/** Different records that the query, or one batch of it, set aside: each source's counted by itself. */
function deadLettersOf(
  of: Pick<QueryProgress, 'query' | 'offsets' | 'otherOffsets'>,
  deadLetters: DeadLetters,
): number {
  return sourcesOf(of).reduce(
    (sum, offsets) => sum + deadLetters.countWithin(of.query, offsets),
    0,
  );
}

function queryNotes({ query, output, batches }: QueryEvidence): string[] {
  const notes: string[] = [];
  const name = `query "${query.query}"`;
  if (output !== undefined && output.notReported > 0) {
    notes.push(
      `${name}: ${output.notReported} output rows of batches it has not reported yet are left aside`,
    );
  }
  if (output !== undefined && output.superseded > 0) {
    notes.push(`${name}: ${counted(output.superseded, 'output row')} ${supersededBy(query)}`);
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

function supersededBy(query: QueryProgress): string {
  return engineOf(query) === 'flink'
    ? 'of a start that ended before a checkpoint held them are left aside: the next start wrote what it made of the same readings'
    : 'of a batch that was begun before it was edited are left aside: the edited query wrote the batch again';
}
