/** Counts over all partitions. */
import type { Tally } from '../events.ts';
import type { PartitionLedger } from './ledger.ts';

export function tallied(ledgers: readonly PartitionLedger[]): Tally {
  const sum = (pick: (ledger: PartitionLedger) => number) =>
    ledgers.reduce((total, ledger) => total + pick(ledger), 0);
  return {
    acknowledged: sum((ledger) => ledger.acknowledgedCount),
    failed: sum((ledger) => ledger.failedCount),
    unknown: sum((ledger) => ledger.unknownCount),
  };
}

/** What was added since an earlier tally. */
export function since(earlier: Tally, now: Tally): Tally {
  return {
    acknowledged: now.acknowledged - earlier.acknowledged,
    failed: now.failed - earlier.failed,
    unknown: now.unknown - earlier.unknown,
  };
}
