/** The loop: take what is due, hand it on, wait for the next tick. Ends with the source, the count or the signal. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Intake } from './source/intake.ts';
import type { Pacer } from './pace/pacer.ts';

export interface RunOptions {
  readonly intake: Intake;
  readonly pacer: Pacer;
  /** Ends after this many readings. */
  readonly count: number;
  /** Called after each turn: everything taken so far was handed on. */
  readonly onTurn?: () => void;
  readonly signal: AbortSignal;
}

/** @returns how many readings were taken */
export async function run({ intake, pacer, count, onTurn, signal }: RunOptions): Promise<number> {
  let taken = 0;
  while (taken < count && !signal.aborted) {
    // A turn is short, so that answers and signals come through in between.
    const most = Math.min(count - taken, intake.mostATurn);
    taken += await intake.take(pacer, most, signal);
    onTurn?.();
    if (intake.isEnded || taken >= count) break;
    // What does not wait for the pace may all be due at once, and never end: a replay at `max`, random sensors at `max`.
    const isCut = (intake.isTimed || pacer.askedPerSecond === null) && pacer.isPastEnd;
    if (intake.isDue(pacer) && !isCut) await turn();
    else if (pacer.isOver) break;
    else await pacer.tick(signal, intake.nextDueMs);
  }
  return taken;
}
