/** Running processes of a chain: which of those that its files name still run. */
import { isAlive } from '../machine/processes.ts';
import type { ProcessIdentity } from '../machine/processes.ts';
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

export async function runningChain(paths: LocalPaths): Promise<RunningChain> {
  const state = await readState(paths);
  if (state === undefined) return { state, isSupervised: false, alive: [] };
  const [isThere, alive] = await Promise.all([isAlive(state.supervisor), legsAlive(state.legs)]);
  return { state, isSupervised: isThere && state.phase !== 'stopped', alive };
}

const stopOrder = ['generator', 'spark', 'kafka'] as const;

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
