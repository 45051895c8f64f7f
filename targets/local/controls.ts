/** What can be done to single legs of a chain on this machine, by its supervisor or in spite of it. */
import { CourantError } from '../../chain/errors.ts';
import { signalProcess } from '../machine/processes.ts';
import { inStep } from '../steps.ts';
import type { LegControls, OperationOptions } from '../target.ts';
import { waitFor } from '../wait.ts';
import type { LocalPaths } from './paths.ts';
import { runningChain } from './runningChain.ts';
import { changeDesired, readState } from './stateFiles.ts';
import type { LegState } from './stateFiles.ts';

/** A generator has 25 s to send what it holds. */
const deadlineMs = 40_000;

export function legControls(paths: LocalPaths): LegControls {
  return {
    pause: (options) => setPaused(paths, true, { ...options, title: 'pausing the generators' }),
    resume: (options) => setPaused(paths, false, { ...options, title: 'resuming the generators' }),
    kill: (legId) => kill(paths, legId),
  };
}

/** Generators that are done stay done. */
function setPaused(
  paths: LocalPaths,
  isPaused: boolean,
  { report, signal, title }: OperationOptions & { readonly title: string },
): Promise<void> {
  const wanted: readonly LegState['state'][] = isPaused
    ? ['paused', 'stopped']
    : ['running', 'stopped'];
  return inStep(report, title, async () => {
    await changeDesired(paths, { isPaused });
    await waitFor({
      poll: async () => {
        const legs = (await readState(paths))?.legs ?? [];
        const generators = legs.filter(({ name }) => name === 'generator');
        return generators.every(({ state }) => wanted.includes(state)) ? true : undefined;
      },
      deadlineMs,
      signal,
      late: () =>
        new CourantError({
          code: 'COURANT_NOT_READY',
          message: `the generators did not ${isPaused ? 'end' : 'run'} within ${deadlineMs / 1_000} s`,
          hint: 'see what they say: courant logs generator',
        }),
    });
  });
}

async function kill(paths: LocalPaths, legId: string): Promise<void> {
  const { alive, isSupervised } = await runningChain(paths);
  const leg = alive.find(({ id }) => id === legId);
  if (isSupervised && leg !== undefined && leg.process !== null) {
    await signalProcess(leg.process, 'SIGKILL');
    return;
  }
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: 'no process of this leg runs',
    details: [`legs that run: ${alive.map(({ id }) => id).join(', ')}`],
    left: 'nothing was killed',
  });
}
