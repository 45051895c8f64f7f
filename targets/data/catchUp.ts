/** Catching up: before the queries end they read what is left, on every target as long as there is patience. */
import { lagRows } from '../../kafka/lag.ts';
import { waitFor } from '../wait.ts';
import type { KafkaSnapshot } from './kafkaSnapshot.ts';

/** How long the queries have to read what is left. */
const patienceMs = 30_000;

interface CatchUp {
  /** Rows that the slowest query has left; `undefined` where nobody knows. */
  readonly rowsLeft: () => Promise<number | undefined>;
  /** True when nobody waits any more. */
  readonly isOver?: () => Promise<boolean>;
  readonly signal?: AbortSignal;
}

/**
 * Returns when every query has read everything, or nobody waits any more.
 * @throws Error when the patience ends; the signal's reason; whatever `rowsLeft` throws
 */
export async function untilRead({ rowsLeft, isOver, signal }: CatchUp): Promise<void> {
  await waitFor({
    look: async () => ((await isOver?.()) || (await rowsLeft()) === 0 ? true : undefined),
    deadlineMs: patienceMs,
    signal,
    late: () => new Error('the queries did not read everything'),
  });
}

/**
 * Rows that the slowest query has left; `undefined` where none has reported.
 * @param own names of the queries that count; default: all that ever reported
 */
export function rowsLeft(
  { progress, offsets }: KafkaSnapshot,
  own?: readonly string[],
): number | undefined {
  const lags = progress.queries
    .filter(({ query }) => own?.includes(query) ?? true)
    .map((query) => lagRows(query, offsets.get(query.topic) ?? []));
  return lags.length === 0 ? undefined : Math.max(...lags);
}
