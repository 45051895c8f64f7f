/** The generators' ledger: accounts of what each producer says was acknowledged, failed, unknown in each partition. */
import type { GeneratorProgress } from '../../chain/progress.ts';
import { intersect, normalize, subtract } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import { accountKey } from './accountKey.ts';
import type { Truth } from './truth.ts';

/** One producer in one partition. */
export type Account = Readonly<ReturnType<typeof accountOf>>;

/** @param truth which of the acknowledged sequence numbers were withheld on purpose */
export function accountsOf(
  reports: readonly GeneratorProgress[],
  truth?: Truth,
): Map<string, Account> {
  return new Map(
    reports.map((report) => {
      const withheld = truth?.of(report.producer, report.partition)?.withheld ?? [];
      return [accountKey(report.producer, report.partition), accountOf(report, withheld)];
    }),
  );
}

function accountOf(report: GeneratorProgress, withheld: readonly Range[]) {
  const acknowledged = normalize(report.acknowledged);
  return {
    producer: report.producer,
    partition: report.partition,
    /** What the generator reported as acknowledged, with offsets: they tell what retention may have taken. */
    reported: report.acknowledged,
    /** Without what was withheld. */
    acknowledged: subtract(acknowledged, withheld),
    /** Within what was acknowledged, never sent on purpose: numbers that are in no record. */
    withheld: intersect(acknowledged, withheld),
    failed: subtract(normalize(report.failed), withheld),
    unknown: subtract(normalize(report.unknown), withheld),
    possiblyDoubled: normalize(report.possiblyDoubled),
  };
}
