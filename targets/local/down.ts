/** Ending a chain, by its supervisor where there is one, process by process where there is none. */
import { rm } from 'node:fs/promises';
import { formatSize } from '../../chain/words/quantity.ts';
import { bytesOf } from '../machine/diskSpace.ts';
import { endProcess, isAlive } from '../machine/processes.ts';
import type { ProcessIdentity } from '../machine/processes.ts';
import type { DownOptions, DownResult, Reporter } from '../target.ts';
import { waitFor } from '../wait.ts';
import type { LocalPaths } from './paths.ts';
import { forgottenBroker, runningChain } from './runningChain.ts';
import { changeDesired, readState } from './stateFiles.ts';
import type { LegState, SupervisorState } from './stateFiles.ts';

/** Draining and the patience of every leg, one after the other. */
const stopDeadlineMs = 130_000;
const endPatienceMs = 15_000;

/** Stops everything in order; deletes the data unless it is to be kept. */
export async function down(
  paths: LocalPaths,
  { report, keepData }: DownOptions,
): Promise<DownResult> {
  const { state, isSupervised, alive } = await runningChain(paths);
  const removed = alive.map(processName);
  if (isSupervised && state !== undefined) await stopSupervised(paths, state, report);
  const left = await endLeftovers(paths, report);
  if (!keepData && left.length === 0) await removeData(paths, { removed, left });
  return { removed: removed.filter((name) => !left.includes(name)), left };
}

function processName({ id, process: identity }: LegState): string {
  return `the process ${id} (pid ${identity?.pid})`;
}

async function stopSupervised(
  paths: LocalPaths,
  { supervisor }: SupervisorState,
  report: Reporter,
): Promise<void> {
  const step = report.step('stopping the chain');
  await changeDesired(paths, { phase: 'stopped' });
  try {
    await waitFor({
      poll: async () => {
        step.progress(stopDetail(await readState(paths)));
        return (await isAlive(supervisor)) ? undefined : true;
      },
      deadlineMs: stopDeadlineMs,
      everyMs: 50,
      late: () => new Error('the supervisor did not end'),
    });
    step.done();
  } catch {
    step.failed('it did not end by itself');
    await endProcess(supervisor, endPatienceMs);
  }
}

/** What the chain is doing on its way down. */
export function stopDetail(state: SupervisorState | undefined): string {
  if (state === undefined) return '';
  const stopping = state.legs.filter((leg) => leg.state === 'stopping').map(({ id }) => id);
  if (stopping.length > 0) return `ending ${stopping.join(', ')}`;
  return state.phase === 'draining' ? 'the queries read what is left' : '';
}

/** Ends processes that nobody owns any more. @returns names of those that could not be ended */
export async function endLeftovers(paths: LocalPaths, report: Reporter): Promise<string[]> {
  const { state, alive, isSupervised } = await runningChain(paths);
  if (isSupervised) return [];
  await endPage(state);
  const broker = await forgottenBroker(paths);
  if (alive.length === 0 && broker === undefined) return [];
  const step = report.step('ending what an earlier run left behind');
  const left: string[] = [];
  const end = async (identity: ProcessIdentity, name: string): Promise<void> => {
    if (!(await endProcess(identity, endPatienceMs))) left.push(name);
  };
  for (const leg of alive) if (leg.process !== null) await end(leg.process, processName(leg));
  if (broker !== undefined) await end(broker, `a broker (pid ${broker.pid})`);
  if (left.length === 0) step.done();
  else step.failed(left.join(', '));
  return left;
}

/** It ends with its supervisor by itself, unless it is past listening. */
async function endPage(state: SupervisorState | undefined): Promise<void> {
  const served = state?.page?.process ?? null;
  if (served !== null) await endProcess(served, endPatienceMs);
}

async function removeData(paths: LocalPaths, { removed, left }: DownResult): Promise<void> {
  const data = await dataName(paths);
  if (data === undefined) return;
  try {
    await rm(paths.root, { recursive: true, force: true, maxRetries: 5 });
    removed.push(data);
  } catch (error) {
    left.push(`${paths.root}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The chain's data as people name it, with its size; `undefined` where there is none. */
async function dataName({ root }: LocalPaths): Promise<string | undefined> {
  const bytes = await bytesOf(root);
  return bytes === null ? undefined : `${root}: topics, checkpoints, logs (${formatSize(bytes)})`;
}

/** What `down` would remove, for the question before it. */
export async function removable(
  paths: LocalPaths,
  { keepData }: Pick<DownOptions, 'keepData'>,
): Promise<string[]> {
  const { alive } = await runningChain(paths);
  const data = keepData ? undefined : await dataName(paths);
  return [
    ...(alive.length === 0 ? [] : ['the chain that runs']),
    ...(data === undefined ? [] : [data]),
  ];
}
