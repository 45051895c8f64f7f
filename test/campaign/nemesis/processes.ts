/** Faults of processes: ended at once, stopped for a while, more and fewer of them. */
import { setTimeout as pause } from 'node:timers/promises';
import { signalProcess } from '../../../targets/machine/processes.ts';
import { changeDesired } from '../../../targets/local/stateFiles.ts';
import type { Leg } from '../schedule.ts';
import type { Stage } from '../stage.ts';

export async function kill(stage: Stage, legs: readonly Leg[]): Promise<void> {
  await Promise.all(legs.map((leg) => stage.signal(leg, 'SIGKILL')));
}

/** Ctrl-Z of each leg; the same processes go on, if they are still there. */
export async function freeze(
  stage: Stage,
  { legs, forMs }: { readonly legs: readonly Leg[]; readonly forMs: number },
  signal: AbortSignal,
): Promise<void> {
  const frozen = await Promise.all(legs.map((leg) => stage.signal(leg, 'SIGSTOP')));
  await pause(forMs, undefined, { signal }).catch(() => undefined);
  for (const leg of frozen) if (leg !== undefined) await signalProcess(leg, 'SIGCONT');
}

/** Asks the supervisor only: whether they come up is seen when the round ends. */
export async function scaleForAWhile(
  { paths }: Stage,
  { to, forMs }: { readonly to: number; readonly forMs: number },
  signal: AbortSignal,
): Promise<void> {
  await changeDesired(paths, { replicas: to });
  await pause(forMs, undefined, { signal }).catch(() => undefined);
  await changeDesired(paths, { replicas: 1 });
}
