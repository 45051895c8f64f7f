/** Running processes of a chain: which of those that its files name still run. */
import { CourantError } from '../../chain/errors.ts';
import { isAlive } from '../machine/processes.ts';
import type { ProcessIdentity } from '../machine/processes.ts';
import { waitFor } from '../wait.ts';
import { holderOf } from './claim.ts';
import type { LocalPaths } from './paths.ts';
import { readAlone, readState } from './stateFiles.ts';
import type { LegState, SupervisorState } from './stateFiles.ts';

export interface RunningChain {
  /** As it was written last; `undefined` where nothing was ever started. */
  readonly state: SupervisorState | undefined;
  readonly isSupervised: boolean;
  /** Processes of legs that run, in the order in which they are ended. */
  readonly alive: readonly LegState[];
}

/** @throws CourantError COURANT_NOT_READY where a supervisor does not get to say what it does */
export async function runningChain(paths: LocalPaths): Promise<RunningChain> {
  const state = await statedByOwner(paths);
  if (state === undefined) return { state, isSupervised: false, alive: [] };
  const [isThere, alive] = await Promise.all([isAlive(state.supervisor), legsAlive(state.legs)]);
  return { state, isSupervised: isThere && state.phase !== 'stopped', alive };
}

/** Before its first state a supervisor finds ports and prepares the broker's folder. */
const firstStateMs = 20_000;

/** A supervisor that has just begun, whose command may be gone already, is not overlooked: its state is waited for. */
async function statedByOwner(paths: LocalPaths): Promise<SupervisorState | undefined> {
  let pid: number | undefined;
  const seen = await waitFor({
    poll: async () => {
      const owner = await holderOf(paths.owner);
      const state = await readState(paths);
      pid = owner?.pid;
      return owner === undefined || owner.pid === state?.supervisor.pid ? { state } : undefined;
    },
    deadlineMs: firstStateMs,
    everyMs: 25,
    late: () =>
      new CourantError({
        code: 'COURANT_NOT_READY',
        message: `process ${pid} is starting this chain and has not said within ${firstStateMs / 1_000} s how far it is`,
        hint: 'see what it does, or end it, then run the command again',
      }),
  });
  return seen.state;
}

const stopOrder = ['generator', 'spark', 'flink', 'kafka'] as const;

async function legsAlive(legs: readonly LegState[]): Promise<LegState[]> {
  const found = await Promise.all(
    legs.map(async (leg) => (leg.process !== null && (await isAlive(leg.process)) ? [leg] : [])),
  );
  const order = ({ name }: LegState): number => stopOrder.indexOf(name);
  return found.flat().sort((a, b) => order(a) - order(b));
}

/** A broker that a command started for itself and that outlived the command. */
export async function forgottenBroker(paths: LocalPaths): Promise<ProcessIdentity | undefined> {
  const alone = await readAlone(paths);
  if (alone === undefined || (await isAlive(alone.owner))) return undefined;
  return (await isAlive(alone.broker)) ? alone.broker : undefined;
}
