/** Account of every reading, by partition: acknowledged, failed, unknown, as ranges of sequence numbers. */
import type { GeneratorProgress } from '../../chain/progress.ts';

type Stretch = GeneratorProgress['acknowledged'][number];
type SeqRange = GeneratorProgress['failed'][number];

/**
 * Most stretches kept a partition. Generators that share a partition interleave, so that each batch is a stretch of
 * its own; every report carries all of them, and whoever reads the topic reads every report that is kept.
 */
export const mostStretches = 64;

/** The account of one partition. */
export class PartitionLedger {
  readonly partition: number;
  #nextSeq = 0;
  #acknowledged: Stretch[] = [];
  #failed: SeqRange[] = [];
  #unknown: SeqRange[] = [];
  #possiblyDoubled: SeqRange[] = [];
  #acknowledgedCount = 0;
  #failedCount = 0;
  #unknownCount = 0;
  #withheld = 0;

  /** @param report where an earlier run of the same producer ended */
  constructor(partition: number, report?: GeneratorProgress) {
    this.partition = partition;
    if (report === undefined) return;
    for (const [first, last, ...offsets] of report.acknowledged) {
      this.acknowledged([first, last], offsets);
    }
    this.#acknowledgedCount -= report.withheld;
    this.#withheld = report.withheld;
    for (const seqs of report.failed) this.failed(seqs);
    for (const seqs of report.unknown) this.unknown(seqs);
    this.#possiblyDoubled = [...report.possiblyDoubled];
    const ends = [...this.#failed, ...this.#unknown].map(([, last]) => last + 1);
    this.#nextSeq = Math.max(this.#nextSeq, ...ends);
  }

  /** The sequence number of the next reading; each is given once. */
  giveSeq(): number {
    return this.#nextSeq++;
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  get acknowledgedCount(): number {
    return this.#acknowledgedCount;
  }

  get failedCount(): number {
    return this.#failedCount;
  }

  get unknownCount(): number {
    return this.#unknownCount;
  }

  /** Sequence numbers within what was acknowledged that are in no record, on purpose; no count includes them. */
  get withheld(): number {
    return this.#withheld;
  }

  /**
   * @param offsets where the readings lie, inclusive
   * @param withheld how many of the sequence numbers are in no record
   */
  acknowledged([first, last]: SeqRange, [firstOffset, lastOffset]: SeqRange, withheld = 0): void {
    this.#acknowledgedCount += last - first + 1 - withheld;
    this.#withheld += withheld;
    this.#nextSeq = Math.max(this.#nextSeq, last + 1);
    const before = this.#acknowledged.at(-1);
    if (before !== undefined && before[1] + 1 === first && before[3] + 1 === firstOffset) {
      this.#acknowledged[this.#acknowledged.length - 1] = [before[0], last, before[2], lastOffset];
      return;
    }
    this.#acknowledged.push([first, last, firstOffset, lastOffset]);
    if (this.#acknowledged.length > mostStretches) {
      this.#acknowledged = joinNeighbours(this.#acknowledged);
    }
  }

  /** @param withheld how many of the sequence numbers are in no record */
  failed(seqs: SeqRange, withheld = 0): void {
    this.#failedCount += seqs[1] - seqs[0] + 1 - withheld;
    add(this.#failed, seqs);
  }

  /** @param withheld how many of the sequence numbers are in no record */
  unknown(seqs: SeqRange, withheld = 0): void {
    this.#unknownCount += seqs[1] - seqs[0] + 1 - withheld;
    add(this.#unknown, seqs);
  }

  possiblyDoubled(seqs: SeqRange): void {
    add(this.#possiblyDoubled, seqs);
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
      withheld: this.#withheld,
    };
  }
}

/**
 * Two neighbours that follow each other in seq become one, the offsets between them included: the account stays
 * exact, only where its readings lie becomes coarser, and the older the coarser.
 */
function joinNeighbours(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  let isJoinable = false;
  for (const stretch of stretches) {
    const before = joined.at(-1);
    if (before !== undefined && isJoinable && before[1] + 1 === stretch[0]) {
      joined[joined.length - 1] = [before[0], stretch[1], before[2], stretch[3]];
      isJoinable = false;
    } else {
      joined.push(stretch);
      isJoinable = true;
    }
  }
  return joined;
}

function add(ranges: SeqRange[], [first, last]: SeqRange): void {
  const before = ranges.at(-1);
  if (before !== undefined && before[1] + 1 === first)
    ranges[ranges.length - 1] = [before[0], last];
  else ranges.push([first, last]);
}
