/** Faults of processes: ended at once, stopped for a while, more and fewer of them. */
import { setTimeout as pause } from 'node:timers/promises';
import { signalProcess } from '../../../targets/machine/processes.ts';
import { CourantError } from '../../../chain/errors.ts';
import type { LocalPaths } from '../../../targets/local/paths.ts';
import { changeDesired } from '../../../targets/local/stateFiles.ts';
import { waitFor } from '../../../targets/wait.ts';
import type { Leg } from '../schedule.ts';
import type { Stage } from '../stage.ts';

/** Longer than any disk stays full. */
const diskDeadlineMs = 60_000;

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
  await askFor(paths, to, signal);
  await pause(forMs, undefined, { signal }).catch(() => undefined);
  await askFor(paths, 1, signal);
}

/** As a user would: a full disk is told, and one tries again. */
async function askFor(paths: LocalPaths, replicas: number, signal: AbortSignal): Promise<void> {
  await waitFor({
    poll: () =>
      changeDesired(paths, { replicas }).then(
        () => true,
        (error: unknown) => {
          if (codeOf(error) === 'COURANT_FOLDER_UNUSABLE') return undefined;
          throw error;
        },
      ),
    deadlineMs: diskDeadlineMs,
    signal,
    late: () => new Error(`scale could not be asked for within ${diskDeadlineMs / 1_000} s`),
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof CourantError ? error.code : undefined;
}
