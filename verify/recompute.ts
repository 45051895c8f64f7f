/** The last hop by another way: each query's SQL over what it has read, in one batch, against what it streamed. */
import { topicNames } from '../chain/names.ts';
import type { QueryProgress } from '../chain/progress.ts';
import { counted } from '../chain/words/counted.ts';
import type { Kafka } from '../kafka/client.ts';
import { outputTopics, readOutput } from './comparison/compare.ts';
import type { Compared } from './comparison/compare.ts';
import {
  judgeRecomputed,
  notCompared,
  recomputedOutput,
  whyNotAgain,
} from './comparison/recomputed.ts';
import type { PlainRow } from './comparison/recomputed.ts';
import type { RecomputedQuery } from './comparisonResult.ts';
import { reportedNow } from './reported.ts';
import type { VerifyResult } from './result.ts';

/** A query whose rows are to be computed once more. */
export interface Wanted {
  readonly query: string;
  readonly fingerprint: string;
  readonly offsets: QueryProgress['offsets'];
}

/** The rows of a query, computed once more, or why there are none. */
export type Recomputed =
  | { readonly query: string; readonly rows: AsyncIterable<PlainRow> }
  | { readonly query: string; readonly why: string };

/** Computes rows once more and lets `use` see them. */
export type Recompute = (
  wanted: readonly Wanted[],
  use: (rows: readonly Recomputed[]) => Promise<RecomputedQuery[]>,
) => Promise<RecomputedQuery[]>;

/**
 * @param recompute what runs the SQL
 * @returns one verdict a query that has reported
 * @throws CourantError COURANT_KAFKA_UNREACHABLE, or what `recompute` throws
 */
export async function recomputeAll(kafka: Kafka, recompute: Recompute): Promise<RecomputedQuery[]> {
  const reported = await reportedNow(kafka);
  const readings = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const refused = reported.queries.flatMap((query) => {
    const why = whyNotAgain(query, readings);
    return why === undefined ? [] : [notCompared(query.query, why)];
  });
  const compared = reported.queries
    .filter((query) => !refused.some(({ name }) => name === query.query))
    .map((query): Compared => ({ query, batches: reported.batches.get(query.query) ?? [] }));
  const judged = await recompute(compared.flatMap(wantedOf), async (rows) => {
    const verdicts: RecomputedQuery[] = [];
    for (const found of rows) verdicts.push(await judge(kafka, compared, found));
    return verdicts;
  });
  return [...judged, ...refused].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function wantedOf({ query: { query, fingerprint, offsets } }: Compared): Wanted[] {
  return fingerprint === null ? [] : [{ query, fingerprint, offsets }];
}

async function judge(
  kafka: Kafka,
  compared: readonly Compared[],
  found: Recomputed,
): Promise<RecomputedQuery> {
  const one = compared.find(({ query }) => query.query === found.query);
  if ('why' in found || one === undefined) {
    return notCompared(found.query, 'why' in found ? found.why : 'nobody asked for it');
  }
  const streamed = await readOutput(await outputTopics(kafka, [one]), one);
  return judgeRecomputed(one.query, streamed, await recomputedOutput(one.query, found.rows));
}

/** The verdict with what was computed once more: a difference is a problem. */
export function withRecomputed(
  result: VerifyResult,
  recomputed: readonly RecomputedQuery[],
): VerifyResult {
  const found = recomputed.flatMap(problemOf);
  const problems = [...result.problems, ...found];
  const isBroken = found.length > 0;
  return {
    ...result,
    verdict: isBroken ? 'notProven' : result.verdict,
    ok: result.ok && !isBroken,
    problems,
    recomputed: [...recomputed],
  };
}

function problemOf({ name, verdict, results }: RecomputedQuery): string[] {
  if (verdict !== 'different' || results === null) return [];
  const { different, onlyInFirst, onlyInSecond, equal, differences } = results;
  const wrong = different + onlyInFirst + onlyInSecond;
  const [first] = differences;
  const where = [
    first?.key ?? undefined,
    first?.windowStart ?? undefined,
    first?.reading ?? undefined,
  ];
  const place = where.filter((part) => part !== undefined).join(', ');
  return [
    `query "${name}": computed once more over the same readings, ${counted(wrong, 'row')} of ${wrong + equal} differ, the first at ${place || 'no key'}`,
  ];
}
