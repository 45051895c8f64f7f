/** The loop: take what is due, hand it on, wait for the next tick. Ends with the source, the count or the signal. */
import { setImmediate as tick } from 'node:timers/promises';
import type { Pacer } from './pace/pacer.ts';
import type { Intake, RecordSink } from './source/intake.ts';

export interface LoopOptions {
  readonly intake: Intake;
  readonly sink: RecordSink;
  readonly pacer: Pacer;
  /** Ends after this many readings. */
  readonly count: number;
  /** Called after each tick: everything taken so far was handed on. */
  readonly onTick?: () => void;
  readonly signal: AbortSignal;
}

/** @returns how many readings were taken */
export async function runLoop(options: LoopOptions): Promise<number> {
  const { intake, sink, pacer, count, onTick, signal } = options;
  let taken = 0;
  while (taken < count && !signal.aborted) {
    // A tick is short, so that answers and signals come through in between.
    const most = Math.min(count - taken, intake.mostATick);
    taken += await intake.take(sink, pacer, most, signal);
    onTick?.();
    if (intake.isEnded || taken >= count) break;
    // What does not wait for the pace may all be due at once, and never end: a replay at `max`, random sensors at `max`.
    const isCut = (intake.isTimed || pacer.askedPerSecond === null) && pacer.isPastEnd;
    if (intake.isDue(pacer) && !isCut) await tick();
    else if (pacer.isOver) break;
    else await pacer.tick(signal, intake.nextDueMs);
  }
  return taken;
}
