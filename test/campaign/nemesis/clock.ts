/** The wall clock of one process, wrong for a while. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../schedule.ts';
import type { Stage } from '../stage.ts';
import { Skipped } from './play.ts';

export async function shiftClock(
  { clocks }: Stage,
  { leg, shiftMs, forMs }: Extract<Fault, { kind: 'clock' }>,
  signal: AbortSignal,
): Promise<void> {
  if (typeof clocks === 'string') throw new Skipped(clocks);
  await clocks.shift(leg, shiftMs);
  await pause(forMs, undefined, { signal }).catch(() => undefined);
  await clocks.shift(leg, 0);
}
