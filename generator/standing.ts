/** Where a source goes on under a name, and what of it is in the topic already. */
export interface Standing {
  /** Readings that were taken from the source before. */
  readonly position: number;
  /** By partition, the number that the first reading from `position` on gets. */
  readonly nextSeqs: readonly number[];
  /**
   * By partition, the highest number in the topic; −1: none. Up to it a reading is counted and its faults are noted,
   * but no record is written; numbers that are given go on behind it.
   */
  readonly reached: readonly number[];
  /** When the source's time began, ms since the epoch. */
  readonly startMs: number;
}

/** Readings between the checkpoint and what is in the topic: about, as a doubled reading has two numbers. */
export function readingsToSkip({ nextSeqs, reached }: Standing): number {
  return nextSeqs.reduce((sum, next, partition) => {
    return sum + Math.max(0, (reached[partition] ?? -1) + 1 - next);
  }, 0);
}
