/** The nemesis: brings about what the schedule says. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../schedule.ts';
import { shiftClock } from './clock.ts';
import { fillDisk } from './disk.ts';
import { editQuery } from './edit.ts';
import { sendForeign } from './foreign.ts';
import { Skipped } from './play.ts';
import type { Play } from './play.ts';
import { freeze, kill, scaleForAWhile } from './processes.ts';
import { takeAway } from './retention.ts';

export interface Outcome {
  readonly fault: Fault;
  /** Why it was left out; `undefined`: it was done. */
  readonly skipped?: string;
}

/** Brings about all of them, each at its time; returns when the last one is over and mended. */
export async function strike(faults: readonly Fault[], play: Play): Promise<Outcome[]> {
  const outcomes = await Promise.allSettled(
    faults.map(async (fault): Promise<Outcome> => {
      await pause(fault.atMs, undefined, { signal: play.signal });
      return bring(fault, play);
    }),
  );
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason as Error;
    return outcome.value;
  });
}

export async function bring(fault: Fault, play: Play): Promise<Outcome> {
  try {
    await perform(fault, play);
    return { fault };
  } catch (error) {
    if (error instanceof Skipped) return { fault, skipped: error.message };
    throw error;
  }
}

function perform(fault: Fault, { stage, judge, signal }: Play): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return kill(stage, fault.legs);
    case 'freeze':
      return freeze(stage, fault, signal);
    case 'network':
      return fault.how === 'cut'
        ? stage.relay.cut(fault.side, fault.forMs, signal)
        : stage.relay.silence(fault.side, fault.forMs, signal);
    case 'disk':
      return fillDisk(stage, fault.forMs, signal);
    case 'clock':
      return shiftClock(stage, fault, signal);
    case 'scale':
      return scaleForAWhile(stage, fault, signal);
    case 'foreign':
      // A stranger that signs as a producer has no ledger.
      if (fault.what === 'forged') judge.excuse('unacknowledged');
      return sendForeign(stage, fault);
    case 'edit':
      return editQuery(stage, judge, fault);
    case 'retention':
      return takeAway({ stage, judge, signal }, fault);
  }
}
