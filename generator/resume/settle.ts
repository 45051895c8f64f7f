/** The account of a run that ended, completed by what it left in the topic. Pure. */
import type { GeneratorProgress } from '../../chain/progress.ts';
import { appendAcknowledged, numbersIn, rangesOf, upTo } from '../../chain/ranges.ts';
import type { AcknowledgedRange } from '../../chain/ranges.ts';

/** What lies in the topic from the last acknowledged reading on, and before it where readings were unknown. */
export interface Leftovers {
  /** Offset of each sequence number of the producer, in the order of the topic. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Numbers that the generator set aside because the broker refused them. */
  readonly refused: ReadonlySet<number>;
  /** Whether numbers may be in no record on purpose. */
  readonly mayWithhold: boolean;
}

/**
 * Whoever wrote these readings is gone, and sends nothing any more: each number up to the highest one in the topic is
 * there, or it was withheld, or it was refused. Of any other nobody knows what became of it: it stays, or becomes,
 * unknown. What failed or was unknown above the highest leaves the account: it is sent again.
 */
export function settle(report: GeneratorProgress, leftovers: Leftovers): GeneratorProgress {
  const { offsets, mayWithhold } = leftovers;
  const known = report.acknowledged.at(-1)?.[1] ?? -1;
  const highest = [...offsets.keys()].reduce((most, seq) => Math.max(most, seq), known);
  const unknown = new Set<number>();
  const failed = new Set(numbersIn(upTo(report.failed, highest)));
  const acknowledged = [...report.acknowledged];
  for (const seq of numbersIn(upTo(report.unknown, highest))) {
    const offset = offsets.get(seq);
    if (offset === undefined) unknown.add(seq);
    else if (seq <= known) acknowledged.push([seq, seq, offset, offset]);
  }
  let withheld = report.withheld;
  for (const { first, next, offset } of recordsAbove(known, offsets)) {
    for (const seq of numbersIn([[first, next - 1]])) {
      if (failed.has(seq) || unknown.has(seq)) continue;
      if (leftovers.refused.has(seq)) failed.add(seq);
      else if (!mayWithhold) unknown.add(seq);
      else {
        // A withheld number has no offset: it lies before the next record.
        acknowledged.push([seq, seq, offset, offset - 1]);
        withheld += 1;
      }
    }
    acknowledged.push([next, next, offset, offset]);
  }
  return {
    ...report,
    acknowledged: merged(acknowledged),
    failed: rangesOf(failed),
    unknown: rangesOf(unknown),
    possiblyDoubled: upTo(report.possiblyDoubled, highest),
    withheld,
  };
}

/** Each record above `known`, from the first number that no record before it has. */
function recordsAbove(known: number, offsets: ReadonlyMap<number, number>) {
  const records: { first: number; next: number; offset: number }[] = [];
  let highest = known;
  for (const [seq, offset] of offsets) {
    if (seq <= highest) continue;
    records.push({ first: highest + 1, next: seq, offset });
    highest = seq;
  }
  return records;
}

/** In order, those that follow each other in number and offset as one. */
function merged(ranges: readonly AcknowledgedRange[]): AcknowledgedRange[] {
  const list: AcknowledgedRange[] = [];
  for (const range of [...ranges].sort((a, b) => a[0] - b[0])) appendAcknowledged(list, range);
  return list.map(([first, last, from, to]) => [first, last, from, Math.max(from, to)]);
}
