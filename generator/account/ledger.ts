/** Account of every reading, by partition: acknowledged, failed, unknown, as ranges of sequence numbers. */
import type { GeneratorProgress } from '../../chain/progress.ts';
import { append, appendAcknowledged, countOf } from '../../chain/ranges.ts';
import type { AcknowledgedRange, Range } from '../../chain/ranges.ts';

/**
 * Most acknowledged ranges kept a partition. Generators that share a partition interleave, so that each batch is a range
 * of its own; every report carries all of them, and whoever reads the topic reads every report that is kept.
 */
export const mostAcknowledgedRanges = 64;

/** The account of one partition. */
export class PartitionLedger {
  readonly partition: number;
  /** The sequence number of the next reading. */
  nextSeq = 0;
  acknowledgedCount = 0;
  failedCount = 0;
  unknownCount = 0;
  /** Sequence numbers within what was acknowledged that are in no record, on purpose; no count includes them. */
  withheld = 0;
  #acknowledged: AcknowledgedRange[] = [];
  #failed: Range[] = [];
  #unknown: Range[] = [];
  #possiblyDoubled: Range[] = [];

  /** @param report where an earlier run of the same producer ended */
  constructor(partition: number, report?: GeneratorProgress) {
    this.partition = partition;
    if (report === undefined) return;
    for (const [first, last, ...offsets] of report.acknowledged) {
      this.acknowledged([first, last], offsets);
    }
    this.acknowledgedCount -= report.withheld;
    this.withheld = report.withheld;
    for (const seqs of report.failed) this.failed(seqs);
    for (const seqs of report.unknown) this.unknown(seqs);
    this.#possiblyDoubled = [...report.possiblyDoubled];
    const ends = [...this.#failed, ...this.#unknown].map(([, last]) => last + 1);
    this.nextSeq = Math.max(this.nextSeq, ...ends);
  }

  /** The sequence number of the next reading; each is given once. */
  giveSeq(): number {
    return this.nextSeq++;
  }

  /**
   * @param offsets where the readings lie, inclusive
   * @param withheld how many of the sequence numbers are in no record
   */
  acknowledged(seqs: Range, offsets: Range, withheld = 0): void {
    this.acknowledgedCount += countOf([seqs]) - withheld;
    this.withheld += withheld;
    this.nextSeq = Math.max(this.nextSeq, seqs[1] + 1);
    appendAcknowledged(this.#acknowledged, [...seqs, ...offsets]);
    if (this.#acknowledged.length > mostAcknowledgedRanges) {
      this.#acknowledged = joinNeighbours(this.#acknowledged);
    }
  }

  /** @param withheld how many of the sequence numbers are in no record */
  failed(seqs: Range, withheld = 0): void {
    this.failedCount += countOf([seqs]) - withheld;
    append(this.#failed, seqs);
  }

  /** @param withheld how many of the sequence numbers are in no record */
  unknown(seqs: Range, withheld = 0): void {
    this.unknownCount += countOf([seqs]) - withheld;
    append(this.#unknown, seqs);
  }

  possiblyDoubled(seqs: Range): void {
    append(this.#possiblyDoubled, seqs);
  }

  /** The ranges as they are reported. */
  ranges(): Pick<
    GeneratorProgress,
    'partition' | 'acknowledged' | 'failed' | 'unknown' | 'possiblyDoubled' | 'withheld'
  > {
    return {
      partition: this.partition,
      acknowledged: [...this.#acknowledged],
      failed: [...this.#failed],
      unknown: [...this.#unknown],
      possiblyDoubled: [...this.#possiblyDoubled],
      withheld: this.withheld,
    };
  }
}

/**
 * Two neighbours that follow each other in seq become one, the offsets between them included: the account stays
 * exact, only where its readings lie becomes coarser, and the older the coarser.
 */
function joinNeighbours(ranges: readonly AcknowledgedRange[]): AcknowledgedRange[] {
  const joined: AcknowledgedRange[] = [];
  let isJoinable = false;
  for (const range of ranges) {
    const before = joined.at(-1);
    if (before !== undefined && isJoinable && before[1] + 1 === range[0]) {
      joined[joined.length - 1] = [before[0], range[1], before[2], range[3]];
      isJoinable = false;
    } else {
      joined.push(range);
      isJoinable = true;
    }
  }
  return joined;
}
