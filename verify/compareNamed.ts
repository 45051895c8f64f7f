/** Two queries by their names, as they stand now. */
import { CourantError } from '../chain/errors.ts';
import { nearest } from '../chain/words/nearest.ts';
import type { Kafka } from '../kafka/client.ts';
import type { Comparison } from './comparisonResult.ts';
import { reportedNow } from './reported.ts';
import { compareQueries } from './comparison/compare.ts';
import type { Compared } from './comparison/compare.ts';

export type Names = readonly [first: string, second: string];

export interface ComparedPair {
  readonly pair: readonly [Compared, Compared];
  readonly results: Comparison;
}

/**
 * Reads what both have reported and written, and compares what is final.
 * @param onProgress called now and then with what is being read
 * @throws CourantError as {@link queriesCalled} and compareQueries do
 */
export async function compareNamed(
  kafka: Kafka,
  names: Names,
  onProgress: (text: string) => void,
): Promise<ComparedPair> {
  const pair = await queriesCalled(kafka, names);
  return { pair, results: await compareQueries(kafka, pair, onProgress) };
}

/** @throws CourantError COURANT_USAGE where one of them has never reported, or both are the same */
export async function queriesCalled(
  kafka: Kafka,
  [first, second]: Names,
): Promise<readonly [Compared, Compared]> {
  const reported = await reportedNow(kafka);
  const known = reported.queries.map(({ query }) => query);
  const find = (name: string): Compared => {
    const query = reported.queries.find((one) => one.query === name);
    if (query === undefined) throw unknownQuery(name, known);
    return { query, batches: reported.batches.get(name) ?? [] };
  };
  if (first === second) {
    throw new CourantError({
      code: 'COURANT_USAGE',
      message: `"${first}" is compared with itself`,
      hint: `name two of ${known.join(', ')}`,
    });
  }
  return [find(first), find(second)];
}

function unknownQuery(name: string, known: readonly string[]): CourantError {
  const meant = nearest(name, known);
  const all = known.length === 0 ? 'no query has reported yet' : `name one of ${known.join(', ')}`;
  return new CourantError({
    code: 'COURANT_USAGE',
    message: `there is no query "${name}"`,
    hint: meant === undefined ? all : `did you mean "${meant}"?`,
  });
}
