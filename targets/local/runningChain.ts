/** What of a chain is there now: its files, and which of the processes they name still run. */
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, residentBytes } from '../machine/processes.ts';
import type { ProcessIdentity } from '../machine/processes.ts';
import type { Leg, TargetState } from '../target.ts';
import type { LocalPaths } from './paths.ts';
import { roomBytes } from '../machine/diskSpace.ts';
import { readAlone, readState } from './state.ts';
import type { LegState, SupervisorState } from './state.ts';

export interface Sight {
  /** As it was written last; `undefined` where nothing was ever started. */
  readonly state: SupervisorState | undefined;
  readonly isSupervised: boolean;
  /** Processes of legs that run, in the order in which they are ended. */
  readonly alive: readonly LegState[];
}

export async function seeChain(paths: LocalPaths): Promise<Sight> {
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

/** The same as a target tells it. */
export async function targetState(paths: LocalPaths, disk: DiskUse): Promise<TargetState> {
  const { state, isSupervised, alive } = await seeChain(paths);
  const diskBytes = await disk.bytes();
  const nothing = { running: false, replicas: 0, legs: [], bootstrapServers: [], diskBytes };
  const unknown = { firstReadingMs: null, firstRowMs: null };
  if (state === undefined || (!isSupervised && alive.length === 0)) {
    return { ...nothing, ...unknown, phase: 'stopped' };
  }
  return {
    running: isSupervised,
    phase: isSupervised ? phaseOf(state) : 'left behind',
    replicas: isSupervised ? state.replicas : alive.filter(isGenerator).length,
    legs: await Promise.all((isSupervised ? state.legs : alive).map((leg) => legOf(leg, paths))),
    bootstrapServers: state.bootstrapServers,
    firstReadingMs: state.firstReadingMs,
    firstRowMs: state.firstRowMs,
    diskBytes,
  };
}

function isGenerator({ name }: LegState): boolean {
  return name === 'generator';
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
  const lastFailure = (await hasRoom(paths)) ? leg.lastFailure : 'no room is left on the disk';
  return { ...rest, state: 'failed', pid: null, residentBytes: null, lastFailure };
}

const leastRoomBytes = 2 ** 20;

async function hasRoom({ root }: LocalPaths): Promise<boolean> {
  return ((await roomBytes(root)) ?? leastRoomBytes) >= leastRoomBytes;
}

/** How long a size is told again: asking each of hundreds of files takes longer than all the rest of a status. */
const diskUseMs = 5_000;

/** Bytes on disk of a folder, asked for now and then. */
export class DiskUse {
  readonly #folder: string;
  #seen: { readonly atMs: number; readonly bytes: Promise<number | null> } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  bytes(): Promise<number | null> {
    const nowMs = performance.now();
    if (this.#seen === undefined || nowMs - this.#seen.atMs > diskUseMs) {
      this.#seen = { atMs: nowMs, bytes: bytesOf(this.#folder) };
    }
    return this.#seen.bytes;
  }
}

/** Bytes on disk of everything under a folder; `null` where there is none. */
export async function bytesOf(folder: string): Promise<number | null> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) return null;
  const sizes = await Promise.all(
    entries.map((entry) =>
      // Kafka sets aside room in its index files: what counts is what they take.
      stat(join(entry.parentPath, entry.name)).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
