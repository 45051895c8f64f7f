/** Another number of generators. */
import { CourantError } from '../../chain/errors.ts';
import type { Reporter } from '../target.ts';
import { waitFor } from '../wait.ts';
import type { LocalPaths } from './paths.ts';
import { readState, changeDesired } from './state.ts';
import type { LegState } from './state.ts';

const deadlineMs = 60_000;
/** A generator that died this often will not start. */
const mostRestarts = 2;

/** @throws CourantError COURANT_LEG_FAILED or COURANT_NOT_READY */
export async function scale(
  paths: LocalPaths,
  replicas: number,
  { report, signal }: { readonly report: Reporter; readonly signal: AbortSignal },
): Promise<void> {
  const step = report.step(
    replicas === 1 ? 'running 1 generator' : `running ${replicas} generators`,
  );
  await changeDesired(paths, { replicas });
  let last: readonly LegState[] = [];
  try {
    await waitFor({
      look: async () => {
        const state = await readState(paths);
        last = (state?.legs ?? []).filter(({ name }) => name === 'generator');
        const running = last.filter((leg) => leg.state === 'running');
        step.progress(`${running.length} of ${replicas} run`);
        failOnBroken(last);
        const isDone = last.length === replicas && running.length === replicas;
        return isDone ? true : undefined;
      },
      deadlineMs,
      signal,
      late: () => notRunning(replicas, last),
    });
    step.done();
  } catch (error) {
    step.failed();
    throw error;
  }
}

function failOnBroken(generators: readonly LegState[]): void {
  const broken = generators.find(
    ({ state, restarts }) => state === 'failed' && restarts >= mostRestarts,
  );
  if (broken === undefined) return;
  throw new CourantError({
    code: 'COURANT_LEG_FAILED',
    message: `${broken.id} cannot be started`,
    details: broken.lastFailure === null ? [] : [broken.lastFailure],
    hint: 'see all it said: courant logs generator',
  });
}

function notRunning(replicas: number, generators: readonly LegState[]): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_READY',
    message: `${replicas} generators did not run within ${deadlineMs / 1_000} s`,
    details: generators.map(({ id, state }) => `${id}: ${state}`),
    hint: 'see what they say: courant logs generator',
  });
}
