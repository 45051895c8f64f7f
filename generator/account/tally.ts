/** Counts over all lanes. */
import type { Lanes } from '../lanes/lanes.ts';

export interface Tally {
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
}

export function talliedBy({ ledgers }: Lanes): Tally {
  const sum = (pick: (ledger: (typeof ledgers)[number]) => number) =>
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

/** To a tenth. */
export function perSecond(count: number, ms: number): number {
  return ms <= 0 ? 0 : Math.round((count * 10_000) / ms) / 10;
}
