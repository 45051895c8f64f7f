/** State of a chain on this machine, from the supervisor's file and from the processes that run. */
import { freeBytes } from '../machine/diskSpace.ts';
import type { DiskUse } from '../machine/diskSpace.ts';
import { isAlive, residentBytes } from '../machine/processes.ts';
import type { Leg, TargetState } from '../target.ts';
import type { LocalPaths } from './paths.ts';
import { runningChain } from './runningChain.ts';
import type { LegState, SupervisorState } from './stateFiles.ts';

export async function localState(paths: LocalPaths, disk: DiskUse): Promise<TargetState> {
  const { state, isSupervised, alive } = await runningChain(paths);
  const diskBytes = await disk.bytes();
  if (state === undefined || (!isSupervised && alive.length === 0)) {
    const nothing = { running: false, replicas: 0, legs: [], bootstrapServers: [] };
    return { ...nothing, firstReadingMs: null, firstRowMs: null, diskBytes, phase: 'stopped' };
  }
  const generators = alive.filter(({ name }) => name === 'generator');
  return {
    running: isSupervised,
    phase: isSupervised ? phaseOf(state) : 'left behind',
    replicas: isSupervised ? state.replicas : generators.length,
    legs: await Promise.all((isSupervised ? state.legs : alive).map((leg) => legOf(leg, paths))),
    bootstrapServers: state.bootstrapServers,
    firstReadingMs: state.firstReadingMs,
    firstRowMs: state.firstRowMs,
    diskBytes,
  };
}

function phaseOf({ phase }: SupervisorState): TargetState['phase'] {
  return phase === 'drained' ? 'draining' : phase;
}

async function legOf(leg: LegState, paths: LocalPaths): Promise<Leg> {
  const { process: identity, ...rest } = leg;
  const pid = identity?.pid ?? null;
  if (identity === null || (await isAlive(identity))) {
    return { ...rest, pid, residentBytes: pid === null ? null : await residentBytes(pid) };
  }
  // The supervisor knows better, and cannot write it down where the disk is full.
  const lastFailure = (await isFull(paths)) ? 'no room is left on the disk' : leg.lastFailure;
  return { ...rest, state: 'failed', pid: null, residentBytes: null, lastFailure };
}

const leastFreeBytes = 2 ** 20;

async function isFull({ root }: LocalPaths): Promise<boolean> {
  return ((await freeBytes(root)) ?? leastFreeBytes) < leastFreeBytes;
}
