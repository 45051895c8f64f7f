/** Where a source writes its readings as records: one open batch a partition, handed on when it is full or flushed. */
import type { OpenBatch } from './openBatch.ts';

export interface BatchTarget {
  readonly partitions: number;
  /** False while the lanes hold as much as they may: that is what holds back the source. */
  readonly hasRoom: boolean;
  /** The partition's open batch, stamped now, with room for a record of `bytes` at this event time. */
  open(partition: number, bytes: number, eventTimeMs: number): OpenBatch;
  /** The next sequence number of the partition; each is given once. */
  giveSeq(partition: number): number;
}
