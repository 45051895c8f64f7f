/** Where a named producer stands, from which its next run goes on. */
export interface Standing {
  /** Readings taken from the source before. */
  readonly position: number;
  /** By partition, the number that the first reading from `position` on gets. */
  readonly nextSeqs: readonly number[];
  /**
   * By partition, the highest number that is settled or in the topic (≥ nextSeqs − 1): up to it a reading is counted, its
   * faults are noted, and no record is written; the target gives numbers from the one after it on.
   */
  readonly reached: readonly number[];
  /** When the source's time began, ms since the epoch. */
  readonly startMs: number;
  /** How much later that is than in the run before, in ms. Default: not at all. */
  readonly shiftedMs?: number;
}

/** Numbers that were given before and are settled: a source that goes on counts through them again. */
export class SettledSeqs {
  readonly #next: number[];
  readonly #reached: readonly number[];

  constructor({ nextSeqs, reached }: Pick<Standing, 'nextSeqs' | 'reached'>) {
    this.#next = [...nextSeqs];
    this.#reached = reached;
  }

  /** The next one of the partition; `undefined` when the target gives the next one. */
  take(partition: number): number | undefined {
    const next = this.#next[partition];
    if (next === undefined || next > (this.#reached[partition] ?? -1)) return undefined;
    this.#next[partition] = next + 1;
    return next;
  }

  /** True once there is none left in any partition. */
  get isDone(): boolean {
    return this.#next.every((next, partition) => next > (this.#reached[partition] ?? -1));
  }
}
