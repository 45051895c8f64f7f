/** The generators' ledger: what each producer says was acknowledged, failed, unknown, by partition. */
import type { GeneratorProgress } from '../../chain/progress.ts';
import { intersect, normalize, subtract } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import type { Truth } from './truth.ts';

/** One producer in one partition. */
export interface Account {
  readonly producer: string;
  readonly partition: number;
  /** Without what was withheld. */
  readonly acknowledged: readonly Range[];
  /** Within what was acknowledged, never sent on purpose: numbers that are in no record. */
  readonly withheld: readonly Range[];
  /** What the generator reported as acknowledged, with offsets: they tell what retention may have taken. */
  readonly stretches: readonly Stretch[];
  readonly failed: readonly Range[];
  readonly unknown: readonly Range[];
  readonly possiblyDoubled: readonly Range[];
}

export interface Stretch {
  readonly seqs: Range;
  readonly offsets: Range;
}

export function accountKey(producer: string, partition: number): string {
  return `${partition}/${producer}`;
}

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

function accountOf(report: GeneratorProgress, withheld: readonly Range[]): Account {
  const stretches = report.acknowledged.map(([first, last, firstOffset, lastOffset]): Stretch => ({
    seqs: [first, last],
    offsets: [firstOffset, lastOffset],
  }));
  const reported = normalize(stretches.map(({ seqs }) => seqs));
  return {
    producer: report.producer,
    partition: report.partition,
    stretches,
    acknowledged: subtract(reported, withheld),
    withheld: intersect(reported, withheld),
    failed: subtract(normalize(report.failed), withheld),
    unknown: subtract(normalize(report.unknown), withheld),
    possiblyDoubled: normalize(report.possiblyDoubled),
  };
}
