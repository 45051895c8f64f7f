/** Ending a chain, by its supervisor where there is one, process by process where there is none. */
import { rm } from 'node:fs/promises';
import { formatSize } from '../../chain/words/quantity.ts';
import { endProcess, isAlive } from '../machine/processes.ts';
import type { ProcessIdentity } from '../machine/processes.ts';
import type { Reporter, StepReport } from '../target.ts';
import type { LocalPaths } from './paths.ts';
import { bytesOf, forgottenBroker, seeChain } from './runningChain.ts';
import { changeDesired, readState } from './state.ts';
import type { LegState, SupervisorState } from './state.ts';
import { waitFor } from '../wait.ts';

/** Draining and the patience of every leg, one after the other. */
const stopDeadlineMs = 130_000;
const endPatienceMs = 15_000;
const lookEveryMs = 50;

interface Ended {
  readonly removed: string[];
  readonly left: string[];
}

/** Stops everything in order; deletes the data unless it is to be kept. */
export async function down(
  paths: LocalPaths,
  { report, keepData }: { readonly report: Reporter; readonly keepData: boolean },
): Promise<Ended> {
  const { state, isSupervised, alive } = await seeChain(paths);
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
      look: async () => {
        step.progress(inWords(await readState(paths)));
        return (await isAlive(supervisor)) ? undefined : true;
      },
      deadlineMs: stopDeadlineMs,
      everyMs: lookEveryMs,
      late: () => new Error('the supervisor did not end'),
    });
    step.done();
  } catch {
    step.failed('it did not end by itself');
    await endProcess(supervisor, endPatienceMs);
  }
}

/** What the chain is doing on its way down. */
export function inWords(state: SupervisorState | undefined): string {
  if (state === undefined) return '';
  const stopping = state.legs.filter((leg) => leg.state === 'stopping').map(({ id }) => id);
  if (stopping.length > 0) return `ending ${stopping.join(', ')}`;
  return state.phase === 'draining' ? 'the queries read what is left' : '';
}

/** Ends processes that nobody owns any more. @returns those that could not be ended, in words */
export async function endLeftovers(paths: LocalPaths, report: Reporter): Promise<string[]> {
  const { alive, isSupervised } = await seeChain(paths);
  const broker = await forgottenBroker(paths);
  if (isSupervised || (alive.length === 0 && broker === undefined)) return [];
  const step = report.step('ending what an earlier run left behind');
  const left: string[] = [];
  for (const leg of alive) {
    if (leg.process !== null) await end(leg.process, processName(leg), left);
  }
  if (broker !== undefined) await end(broker, `a broker (pid ${broker.pid})`, left);
  tell(step, left);
  return left;
}

async function end(identity: ProcessIdentity, name: string, left: string[]): Promise<void> {
  if (!(await endProcess(identity, endPatienceMs))) left.push(name);
}

function tell(step: StepReport, left: readonly string[]): void {
  if (left.length === 0) step.done();
  else step.failed(left.join(', '));
}

async function removeData(paths: LocalPaths, { removed, left }: Ended): Promise<void> {
  const bytes = await bytesOf(paths.root);
  if (bytes === null) return;
  try {
    await rm(paths.root, { recursive: true, force: true, maxRetries: 5 });
    removed.push(dataName(paths, bytes));
  } catch (error) {
    left.push(`${paths.root}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The chain's data in words; `undefined` where there is none. */
export async function dataInWords(paths: LocalPaths): Promise<string | undefined> {
  const bytes = await bytesOf(paths.root);
  return bytes === null ? undefined : dataName(paths, bytes);
}

function dataName({ root }: LocalPaths, bytes: number): string {
  return `${root}: topics, checkpoints, logs (${formatSize(bytes)})`;
}
