/**
 * Holes in the sequence numbers. A producer counts 0, 1, 2 … in each partition, and its lane sends in order: below the
 * highest number that is known each one was acknowledged, rejected, left without an answer, withheld, or deleted by
 * retention. One of which nobody says so is unaccounted.
 */
import { countOf, firstOf, normalize, subtract } from '../../chain/ranges.ts';
import type { AcknowledgedRange, Range } from '../../chain/ranges.ts';
import { accountKey } from '../evidence/accountKey.ts';
import type { Account } from '../evidence/ledger.ts';
import type { Finding } from '../result.ts';
import type { FaultEvidence } from './accountFaults.ts';
import { expiredSeqs } from './expired.ts';
import { findingsOf } from './finding.ts';

export interface Unaccounted {
  readonly unaccounted: number;
  readonly findings: readonly Finding[];
}

/** What became of a producer's numbers in one partition, as far as somebody says so. */
type Settled = Pick<Account, 'reported' | 'acknowledged' | 'withheld' | 'failed' | 'unknown'>;
const nothingReported: Settled = {
  reported: [],
  acknowledged: [],
  withheld: [],
  failed: [],
  unknown: [],
};

/**
 * @param later accounts that were read after the topic: of numbers that were on their way they tell what the first ones
 * could not know
 */
export function unaccountedHop(
  evidence: FaultEvidence,
  later: Pick<FaultEvidence, 'accounts' | 'truth'> = evidence,
): Unaccounted {
  const seen = [...evidence.counter.all];
  const ids = new Map(
    [...evidence.accounts.values(), ...seen].map(({ producer, partition }) => [
      accountKey(producer, partition),
      { producer, partition },
    ]),
  );
  const findings = [...ids.values()].flatMap((id) =>
    findingsOf(id, { kind: 'unaccounted' }, holesOf(id, evidence, later)),
  );
  return { unaccounted: findings.reduce((sum, { count }) => sum + count, 0), findings };
}

function holesOf(
  { producer, partition }: Pick<Finding, 'producer' | 'partition'>,
  { accounts, counter, bounds, deadLetters }: FaultEvidence,
  later: Pick<FaultEvidence, 'accounts' | 'truth'>,
): Range[] {
  const key = accountKey(producer, partition);
  const inTopic = counter.get(key)?.seqs.ranges() ?? [];
  const start = bounds.find((range) => range.partition === partition)?.start ?? 0;
  const [first, last] = [accounts, later.accounts].map((of) => of.get(key) ?? nothingReported);
  const settled = [first, last].flatMap((account = nothingReported) => [
    ...account.acknowledged,
    ...account.failed,
    ...account.unknown,
    ...expiredSeqs(account, inTopic, start),
  ]);
  const known = normalize([
    ...inTopic,
    ...settled,
    ...(deadLetters.oversizedOf(producer, partition)?.ranges() ?? []),
  ]);
  const highest = known.at(-1)?.[1] ?? -1;
  const withheld = [
    ...(first?.withheld ?? []),
    ...(last?.withheld ?? []),
    ...(later.truth.of(producer, partition)?.withheld ?? []),
  ];
  const holes = subtract([[0, highest]], normalize([...known, ...withheld]));
  return subtract(holes, expiredHoles(holes, { reported: first?.reported ?? [], inTopic, start }));
}

interface Cut {
  readonly reported: readonly AcknowledgedRange[];
  readonly inTopic: readonly Range[];
  /** Where the partition's log begins. */
  readonly start: number;
}

/** Numbers that nobody acknowledged, and that may have lain below the log's start: before the first one still there. */
function expiredHoles(holes: readonly Range[], { reported, inTopic, start }: Cut): Range[] {
  const kept = inTopic[0]?.[0] ?? Infinity;
  const expired: Range[] = [];
  let taken = 0;
  for (const [first, last] of holes) {
    if (first >= kept) break;
    const before = reported.filter(([, seq]) => seq < first).map(([, , , offset]) => offset + 1);
    // Nothing of it lay before what is acknowledged below it, nor before what expired of the holes below it.
    const from = Math.max(taken, ...before);
    const gone = firstOf([[first, last]], start - from);
    expired.push(...gone);
    taken = from + countOf(gone);
  }
  return expired;
}
