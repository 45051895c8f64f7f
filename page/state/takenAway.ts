/** What the history cannot tell: batches whose reports are gone, by retention or withdrawn. Found by their numbers. */
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';
import { counted } from '../../chain/words/counted.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import type { Happening } from '../live.ts';
import { queryNode } from './point.ts';

/** One a query at most, where what is drawn of it goes on. @param sinceMs of what lies before nothing is drawn anyway */
export function takenAway({ atMs, progress }: KafkaSnapshot, sinceMs: number): Happening[] {
  return progress.queries.flatMap((query): Happening[] => {
    const gap = gapOf(query, progress.batches.get(query.query) ?? [], { atMs, sinceMs });
    if (gap === undefined) return [];
    const sentence = `${query.query}: what it reported of ${counted(gap.count, 'batch', 'batches')} is no longer in Kafka, and not drawn`;
    return [{ atMs: gap.atMs, kind: 'forgotten', node: queryNode(query.query), sentence }];
  });
}

interface Gap {
  readonly count: number;
  /** Where what is known goes on. */
  readonly atMs: number;
}

function gapOf(
  { lastBatch, time }: QueryProgress,
  batches: readonly BatchProgress[],
  { atMs, sinceMs }: { readonly atMs: number; readonly sinceMs: number },
): Gap | undefined {
  const gaps = batches.flatMap((batch, at): Gap[] => {
    const count = batch.batch - (batches[at - 1]?.batch ?? -1) - 1;
    const beganMs = Date.parse(batch.time) - batch.durationMs;
    return count > 0 && beganMs > sinceMs ? [{ count, atMs: beganMs }] : [];
  });
  const unknown = (lastBatch ?? -1) - (batches.at(-1)?.batch ?? -1);
  // The sum is written after its batch: nothing of it is missing but what is behind the sum.
  if (unknown > 0 && Date.parse(time) > sinceMs) gaps.push({ count: unknown, atMs });
  const last = gaps.at(-1);
  return last && { ...last, count: gaps.reduce((sum, { count }) => sum + count, 0) };
}
