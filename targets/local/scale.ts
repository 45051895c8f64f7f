/** Generators, more or fewer of them, by asking the supervisor. */
import { CourantError } from '../../chain/errors.ts';
import { inStep } from '../steps.ts';
import type { OperationOptions } from '../target.ts';
import { waitFor } from '../wait.ts';
import type { LocalPaths } from './paths.ts';
import { changeDesired, readDesired, readState } from './stateFiles.ts';
import type { LegState } from './stateFiles.ts';

const deadlineMs = 60_000;
/** A generator that died this often will not start. */
const mostRestarts = 2;

/** @throws CourantError COURANT_LEG_FAILED or COURANT_NOT_READY */
export function scale(
  paths: LocalPaths,
  replicas: number,
  { report, signal }: OperationOptions,
): Promise<void> {
  const title = replicas === 1 ? 'running 1 generator' : `running ${replicas} generators`;
  return inStep(report, title, async (step) => {
    await changeDesired(paths, { replicas });
    let last: readonly LegState[] = [];
    await waitFor({
      poll: async () => {
        const state = await readState(paths);
        last = (state?.legs ?? []).filter(({ name }) => name === 'generator');
        // Paused ones are as many as they should be, and run when they are resumed.
        const isPaused = (await readDesired(paths))?.isPaused ?? false;
        const there = last.filter(({ state }) => state === (isPaused ? 'paused' : 'running'));
        step.progress(`${there.length} of ${replicas} ${isPaused ? 'are paused' : 'run'}`);
        failOnBroken(last);
        return last.length === replicas && there.length === replicas ? true : undefined;
      },
      deadlineMs,
      signal,
      late: () => notRunning(replicas, last),
    });
  });
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
