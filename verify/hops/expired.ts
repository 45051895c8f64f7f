/** Readings that retention deleted: of them nothing can be told. */
import { countOf, firstOf, intersect, normalize, subtract } from '../../chain/ranges.ts';
import type { AcknowledgedRange, Range } from '../../chain/ranges.ts';
import type { Account } from '../evidence/ledger.ts';

/** Sequence numbers, withheld ones among them, that lay below the log's start. @param start where the partition's log begins */
export function expiredSeqs(
  { reported, withheld }: Pick<Account, 'reported' | 'withheld'>,
  inTopic: readonly Range[],
  start: number,
): Range[] {
  return normalize(reported.flatMap((range) => expiredOf(range, inTopic, withheld, start)));
}

/**
 * Which of the acknowledged sequence numbers lay below the log's start. Without other producers between them each that
 * was sent has its own offset; else those before the first one still there, as many as fit below the start.
 */
function expiredOf(
  [first, last, firstOffset, lastOffset]: AcknowledgedRange,
  inTopic: readonly Range[],
  withheld: readonly Range[],
  start: number,
): Range[] {
  if (start <= firstOffset) return [];
  if (start > lastOffset) return [[first, last]];
  const sent = subtract([[first, last]], withheld);
  const fitting = firstOf(sent, start - firstOffset).at(-1)?.[1] ?? first - 1;
  const isDense = lastOffset - firstOffset === countOf(sent) - 1;
  const present = intersect([[first, last]], inTopic)[0]?.[0] ?? last + 1;
  return normalize([[first, Math.min(last, isDense ? fitting : Math.min(fitting, present - 1))]]);
}
