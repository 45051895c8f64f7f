/** The generators' ledger: what each producer says was acknowledged, failed, unknown, by partition. */
import type { GeneratorProgress } from '../chain/progress.ts';
import { normalize } from './ranges.ts';
import type { Range } from './ranges.ts';

/** One producer in one partition. */
export interface Account {
  readonly producer: string;
  readonly partition: number;
  readonly acknowledged: readonly Range[];
  /** The same with offsets, as reported: they tell what retention may have taken. */
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

export function accountsOf(reports: readonly GeneratorProgress[]): Map<string, Account> {
  return new Map(
    reports.map((report) => [accountKey(report.producer, report.partition), accountOf(report)]),
  );
}

function accountOf(report: GeneratorProgress): Account {
  const stretches = report.acknowledged.map(([first, last, firstOffset, lastOffset]): Stretch => ({
    seqs: [first, last],
    offsets: [firstOffset, lastOffset],
  }));
  return {
    producer: report.producer,
    partition: report.partition,
    stretches,
    acknowledged: normalize(stretches.map(({ seqs }) => seqs)),
    failed: normalize(report.failed),
    unknown: normalize(report.unknown),
    possiblyDoubled: normalize(report.possiblyDoubled),
  };
}
