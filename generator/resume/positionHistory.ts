/** Positions of a source now and then, of which the newest is published below which everything is in the topic. */
import type { SourcePosition } from '../source/resumePoint.ts';

const everyMs = 50;
/** Of more than that every second one goes: after an outage the source goes on from a little further back. */
const most = 64;

export class PositionHistory {
  #settled: SourcePosition;
  #waiting: SourcePosition[] = [];
  #addedMs = Number.NEGATIVE_INFINITY;

  constructor(first: SourcePosition) {
    this.#settled = first;
  }

  /** Whether it is time for another one. */
  isDue(nowMs: number): boolean {
    return nowMs - this.#addedMs >= everyMs;
  }

  /** To be called between two readings, never within one that has two numbers. */
  add(position: SourcePosition, nowMs: number): void {
    this.#addedMs = nowMs;
    this.#waiting.push(position);
    // The newest one stays in any case.
    if (this.#waiting.length > most) {
      this.#waiting = this.#waiting.filter((_, index) => (most - index) % 2 === 0);
    }
  }

  /**
   * The newest position below which everything was acknowledged, or lies below something that was. What failed or is
   * unknown at the end of a partition is not passed: it is sent again after a resume.
   * @param acknowledged by partition, the number after the last acknowledged one
   */
  settled(acknowledged: readonly number[]): SourcePosition {
    const isSettled = ({ nextSeqs }: SourcePosition) =>
      nextSeqs.every((next, partition) => next <= (acknowledged[partition] ?? 0));
    const at = this.#waiting.findLastIndex(isSettled);
    this.#settled = this.#waiting[at] ?? this.#settled;
    this.#waiting = this.#waiting.slice(at + 1);
    return this.#settled;
  }
}
