/** Account of every reading, by partition: acknowledged, failed, unknown, as ranges of sequence numbers. */
import type { GeneratorProgress, Outcomes } from '../../chain/progress.ts';
import { append, appendAcknowledged, countOf, upTo } from '../../chain/ranges.ts';
import type { AcknowledgedRange, Range } from '../../chain/ranges.ts';

/**
 * Most acknowledged ranges kept a partition. Generators that share a partition interleave, so that each batch is a range
 * of its own; every report carries all of them, and whoever reads the topic reads every report that is kept.
 */
export const mostAcknowledgedRanges = 64;

/** An account of more ranges than these is cut: the older ones are published once, as a part of their own. */
const mostRanges = 500;

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
  #joinAt = mostAcknowledgedRanges;
  /** Parts that were cut off, those of earlier runs included. */
  #parts = 0;
  /** The last ones of them, as long as they are not published. */
  #unpublished: Outcomes[] = [];

  /** @param report where an earlier run of the same producer ended, as it lies in the topic: without its parts */
  constructor(partition: number, report?: GeneratorProgress) {
    this.partition = partition;
    if (report === undefined) return;
    this.#parts = report.parts;
    for (const [first, last, ...offsets] of report.acknowledged) {
      this.acknowledged([first, last], offsets);
    }
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
    if (this.#acknowledged.length <= this.#joinAt) return;
    this.#acknowledged = joinNeighbours(this.#acknowledged);
    const { length } = this.#acknowledged;
    // Where little could be joined it is not tried again at once.
    this.#joinAt = length < mostAcknowledgedRanges ? mostAcknowledgedRanges : length * 2;
    this.#cut();
  }

  /** @param withheld how many of the sequence numbers are in no record */
  failed(seqs: Range, withheld = 0): void {
    this.failedCount += countOf([seqs]) - withheld;
    append(this.#failed, seqs);
    this.#cut();
  }

  /** @param withheld how many of the sequence numbers are in no record */
  unknown(seqs: Range, withheld = 0): void {
    this.unknownCount += countOf([seqs]) - withheld;
    append(this.#unknown, seqs);
    this.#cut();
  }

  possiblyDoubled(seqs: Range): void {
    append(this.#possiblyDoubled, seqs);
    this.#cut();
  }

  /** The ranges as they are reported, behind the parts that were cut off. */
  ranges(): Outcomes & Pick<GeneratorProgress, 'partition' | 'parts' | 'withheld'> {
    return {
      partition: this.partition,
      acknowledged: [...this.#acknowledged],
      failed: [...this.#failed],
      unknown: [...this.#unknown],
      possiblyDoubled: upTo(this.#possiblyDoubled, this.nextSeq - 1),
      parts: this.#parts,
      withheld: this.withheld,
    };
  }

  /** The number after the last acknowledged one. */
  get nextUnacknowledged(): number {
    return (this.#acknowledged.at(-1)?.[1] ?? -1) + 1;
  }

  /** Parts to be published before, or with, `ranges`. */
  unpublishedParts(): (Outcomes & { readonly part: number })[] {
    const first = this.#parts - this.#unpublished.length;
    return this.#unpublished.map((outcomes, index) => ({ ...outcomes, part: first + index }));
  }

  /** The first `count` of them lie in the topic. */
  published(count: number): void {
    this.#unpublished.splice(0, count);
  }

  /**
   * Cuts off what lies below the last acknowledged range, once it has become much. What lies above that may still change:
   * the producer's next run sends it again.
   */
  #cut(): void {
    const lists = [this.#acknowledged, this.#failed, this.#unknown, this.#possiblyDoubled];
    const last = this.#acknowledged.at(-1);
    if (last === undefined || lists.reduce((sum, { length }) => sum + length, 0) <= mostRanges)
      return;
    const below = (ranges: Range[]) => ranges.splice(0, countBelow(ranges, last[0]));
    this.#unpublished.push({
      acknowledged: this.#acknowledged.splice(0, this.#acknowledged.length - 1),
      failed: below(this.#failed),
      unknown: below(this.#unknown),
      possiblyDoubled: below(this.#possiblyDoubled),
    });
    this.#parts += 1;
    this.#joinAt = mostAcknowledgedRanges;
  }
}

/** How many of the first ranges end below the number. */
function countBelow(ranges: readonly Range[], seq: number): number {
  const at = ranges.findIndex(([, last]) => last >= seq);
  return at < 0 ? ranges.length : at;
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
