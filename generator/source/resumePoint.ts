/** Where a source stands, and where a named producer's next run goes on. */
import type { Load } from '../pace/load.ts';

export interface SourcePosition {
  /** Readings taken from the source. */
  readonly position: number;
  /** By partition, the number that the first reading from `position` on gets. */
  readonly nextSeqs: readonly number[];
  /** Of a source whose server numbers events: the id of the last one that was taken. */
  readonly eventId?: string;
}

/** Where an earlier run stood, as the next one goes on from it. */
export interface ResumePoint extends SourcePosition {
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

/**
 * The same with its time shifted, so that the next new reading happens now; never to an earlier time than before.
 * @param load by which event time passes; `undefined`: it is the clock as a reading is made
 */
export function shiftedToNow(
  resumePoint: ResumePoint,
  nowMs: number,
  load: Load | undefined,
): ResumePoint {
  const next = resumePoint.position + readingsToSkip(resumePoint);
  const startMs = Math.floor(nowMs - (load?.timeOf(next) ?? 0));
  const shiftedMs = Math.max(0, startMs - resumePoint.startMs);
  return { ...resumePoint, startMs: resumePoint.startMs + shiftedMs, shiftedMs };
}

/** Readings between the position and what is in the topic: about, as a doubled reading has two numbers. */
function readingsToSkip({ nextSeqs, reached }: ResumePoint): number {
  return nextSeqs.reduce((sum, next, partition) => {
    return sum + Math.max(0, (reached[partition] ?? -1) + 1 - next);
  }, 0);
}

/** Numbers that were given before and are settled: a source that goes on counts through them again. */
export class SettledSeqs {
  readonly #next: number[];
  readonly #reached: readonly number[];

  constructor({ nextSeqs, reached }: Pick<ResumePoint, 'nextSeqs' | 'reached'>) {
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
    return this.#next.every((_, partition) => this.isDoneIn(partition));
  }

  isDoneIn(partition: number): boolean {
    return (this.#next[partition] ?? 0) > (this.#reached[partition] ?? -1);
  }
}
