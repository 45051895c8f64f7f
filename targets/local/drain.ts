/** No more readings, and the queries read what is left: the supervisor does it, and is watched. */
import { CourantError } from '../../chain/errors.ts';
import { inStep } from '../steps.ts';
import type { OperationOptions } from '../target.ts';
import { waitFor } from '../wait.ts';
import { stopDetail } from './down.ts';
import type { LocalPaths } from './paths.ts';
import { runningChain } from './runningChain.ts';
import { changeDesired } from './stateFiles.ts';

/** Draining and ending the queries. */
const deadlineMs = 100_000;

/** Stops the generators, lets the queries catch up, ends the queries; Kafka goes on. */
export function drain(paths: LocalPaths, { report, signal }: OperationOptions): Promise<void> {
  const title = 'stopping the generator, letting the queries read what is left';
  return inStep(report, title, async (step) => {
    await changeDesired(paths, { phase: 'drained' });
    await waitFor({
      poll: async () => {
        const { state, isSupervised } = await runningChain(paths);
        step.progress(stopDetail(state));
        return state?.phase === 'drained' || !isSupervised ? true : undefined;
      },
      deadlineMs,
      signal,
      late: queriesRun,
    });
  });
}

export function queriesRun(): CourantError {
  return new CourantError({ code: 'COURANT_NOT_READY', message: 'the queries did not end' });
}
