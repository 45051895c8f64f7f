/** Where a source stood now and then, so that the newest place below which everything is in the topic can be told. */

export interface Checkpoint {
  /** Readings taken from the source. */
  readonly position: number;
  /** By partition, the number that the next reading from `position` on gets. */
  readonly nextSeqs: readonly number[];
}

const everyMs = 50;
/** Of more than that every second one goes: after an outage the source goes on from a little further back. */
const most = 64;

export class Checkpoints {
  #settled: Checkpoint;
  #waiting: Checkpoint[] = [];
  #takenMs = Number.NEGATIVE_INFINITY;

  constructor(first: Checkpoint) {
    this.#settled = first;
  }

  /** Whether it is time for another one. */
  isDue(nowMs: number): boolean {
    return nowMs - this.#takenMs >= everyMs;
  }

  /** To be called between two readings, never within one that has two numbers. */
  take(checkpoint: Checkpoint, nowMs: number): void {
    this.#takenMs = nowMs;
    this.#waiting.push(checkpoint);
    // The newest one stays in any case.
    if (this.#waiting.length > most) {
      this.#waiting = this.#waiting.filter((_, index) => (most - index) % 2 === 0);
    }
  }

  /**
   * The newest checkpoint below which everything was acknowledged, or lies below something that was. What failed or is
   * unknown at the end of a partition is not passed: it is sent again after a resume.
   * @param acknowledged by partition, the number after the last acknowledged one
   */
  settled(acknowledged: readonly number[]): Checkpoint {
    const isSettled = ({ nextSeqs }: Checkpoint) =>
      nextSeqs.every((next, partition) => next <= (acknowledged[partition] ?? 0));
    const at = this.#waiting.findLastIndex(isSettled);
    this.#settled = this.#waiting[at] ?? this.#settled;
    this.#waiting = this.#waiting.slice(at + 1);
    return this.#settled;
  }
}
