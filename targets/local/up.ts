/** Starting the chain, and following the supervisor until rows come out. */
import { fileURLToPath } from 'node:url';
import { CourantError } from '../../chain/errors.ts';
import { engineTitles } from '../../chain/chain.ts';
import type { Engine } from '../../chain/chain.ts';
import type { ProcessIdentity } from '../machine/processes.ts';
import { isAlive, start } from '../machine/processes.ts';
import { warn } from '../data/queryFailure.ts';
import { goneNote, inStep } from '../steps.ts';
import type { ChainFolder, Reporter, StepReport, UpOptions, UpResult } from '../target.ts';
import { waitFor } from '../wait.ts';
import { endLeftovers } from './down.ts';
import type { Environment } from '../machine/environment.ts';
import { makeFolder } from '../machine/files.ts';
import { writeJsonFile } from '../machine/jsonFile.ts';
import { ensureLayout } from './layout.ts';
import { lastLines } from './logFiles.ts';
import { refuseMoved } from './movedQueries.ts';
import { goneQueries, readQueryNames } from './outputs.ts';
import { localPaths } from './paths.ts';
import type { LocalPaths } from './paths.ts';
import { assertFreeSpace } from '../machine/diskSpace.ts';
import { runningChain } from './runningChain.ts';
import { enginesOf, getSoftware } from './java/software.ts';
import { withStartLock } from './startLock.ts';
import { readState } from './stateFiles.ts';
import type { DesiredState, SupervisorState } from './stateFiles.ts';

const courant = fileURLToPath(new URL('../../bin/courant.mjs', import.meta.url));
/** Often: a person waits. */
const pollEveryMs = 40;
/** The supervisor gives up by itself before this. */
const deadlineMs = 400_000;
const stopDeadlineMs = 130_000;

interface LocalUpOptions extends UpOptions {
  readonly chainFolder: ChainFolder;
  readonly environment: Environment;
}

/** @throws CourantError with what keeps the chain from starting; everything is stopped then */
export async function up(options: LocalUpOptions): Promise<UpResult> {
  const paths = localPaths(options.chainFolder.folder);
  await ensureLayout(paths);
  const onWait = (): void => {
    options.report.note('another command is starting this chain; waiting for it');
  };
  return withStartLock(paths, { ...options, onWait }, async () => {
    await waitForStop(paths, options);
    const { state, isSupervised } = await runningChain(paths);
    if (isSupervised && state !== undefined && isUp(state)) return resultOf(state, options, true);
    if (isSupervised) {
      return resultOf(await follow(paths, options, state?.supervisor), options, true);
    }
    await assertFreeSpace(paths.root);
    await endLeftovers(paths, options.report);
    await refuseMoved(paths, options.chainFolder);
    await getSoftware(enginesOf(options.chainFolder.chain), options);
    await tellGone(paths, options);
    const supervisor = await startSupervisor(paths, options);
    return resultOf(await follow(paths, options, supervisor), options, false);
  });
}

/** What the supervisor is about to remove. */
async function tellGone(paths: LocalPaths, { chainFolder, report }: LocalUpOptions): Promise<void> {
  const queries = await readQueryNames(chainFolder.folder, chainFolder.chain);
  for (const query of await goneQueries(paths, queries)) report.note(goneNote(query));
}

/** A chain that is being stopped is waited for, and then started again. */
async function waitForStop(paths: LocalPaths, { report, signal }: LocalUpOptions): Promise<void> {
  const isStopping = async (): Promise<boolean> => {
    const { state, isSupervised } = await runningChain(paths);
    return isSupervised && state?.phase === 'stopping';
  };
  if (!(await isStopping())) return;
  await inStep(report, 'waiting until the chain has stopped', () =>
    waitFor({
      poll: async () => ((await isStopping()) ? undefined : true),
      deadlineMs: stopDeadlineMs,
      signal,
      late: () =>
        new CourantError({
          code: 'COURANT_NOT_READY',
          message: `the chain did not stop within ${stopDeadlineMs / 1_000} s`,
          hint: 'see what still runs: courant status',
        }),
    }),
  );
}

async function startSupervisor(
  paths: LocalPaths,
  { chainFolder, environment, page = true }: LocalUpOptions,
): Promise<ProcessIdentity> {
  for (const folder of [paths.logs, paths.temporary]) await makeFolder(folder);
  await writeJsonFile(paths.definition, chainFolder.chain);
  await writeJsonFile(paths.desired, {
    phase: 'running',
    replicas: chainFolder.chain.generator.replicas,
    isPaused: false,
    queriesHeldBy: null,
    startedMs: performance.timeOrigin,
  } satisfies DesiredState);
  return start(
    {
      file: process.execPath,
      args: [courant, 'supervise', '--folder', chainFolder.folder, ...(page ? [] : ['--no-page'])],
      cwd: chainFolder.folder,
      // It finds Maven and the JDK as the caller does, but no options for another Node.
      env: { ...environment, NODE_OPTIONS: undefined },
    },
    { log: paths.log('supervisor'), apart: true },
  );
}

/** Three steps that overlap, as the supervisor gets through them; interrupted, it returns a chain that runs all the same. */
async function follow(
  paths: LocalPaths,
  { chainFolder, report, signal }: LocalUpOptions,
  supervisor: ProcessIdentity | undefined,
): Promise<SupervisorState> {
  const steps = new StartSteps(report, enginesOf(chainFolder.chain));
  let ready: SupervisorState | undefined;
  try {
    return await waitFor({
      poll: async () => {
        ready = await startState(paths, supervisor, steps);
        return ready !== undefined && isUp(ready) ? ready : undefined;
      },
      deadlineMs,
      everyMs: pollEveryMs,
      signal,
      late: () =>
        new CourantError({ code: 'COURANT_NOT_READY', message: 'the chain is not ready' }),
    });
  } catch (error) {
    // Only its page was waited for: the chain has started.
    if (signal.aborted && ready !== undefined) return ready;
    steps.failed();
    throw error;
  }
}

function resultOf(
  { bootstrapServers, firstReadingMs, firstRowMs, warnings }: SupervisorState,
  { report }: LocalUpOptions,
  unchanged: boolean,
): UpResult {
  warn(report, warnings);
  const times = { firstReadingMs, firstRowMs };
  return { ready: true, target: 'local', bootstrapServers, ...times, warnings, unchanged };
}

async function startState(
  paths: LocalPaths,
  supervisor: ProcessIdentity | undefined,
  steps: StartSteps,
): Promise<SupervisorState | undefined> {
  const isThere = supervisor !== undefined && (await isAlive(supervisor));
  const state = await readState(paths);
  const isOwn = state?.supervisor.pid === supervisor?.pid;
  if (!isThere) throw await startFailed(paths, isOwn ? state : undefined);
  if (state === undefined || !isOwn) return undefined;
  steps.show(state);
  return state.isReady ? state : undefined;
}

/** The chain runs, and whoever started it can be told where its page is. */
function isUp({ isReady, page }: SupervisorState): boolean {
  return isReady && page?.isAwaited !== true;
}

async function startFailed(
  paths: LocalPaths,
  state: SupervisorState | undefined,
): Promise<CourantError> {
  const left = 'everything was stopped; the data of earlier runs is kept';
  if (state?.failure) return new CourantError({ ...state.failure, left });
  if (state?.phase === 'stopped') {
    return new CourantError({
      code: 'COURANT_INTERRUPTED',
      message: 'the chain was stopped from elsewhere while it started',
      left,
    });
  }
  return new CourantError({
    code: 'COURANT_INTERNAL',
    message: 'the process that owns the chain ended',
    details: (await lastLines(paths.log('supervisor'), 3)).map((line) => line.slice(0, 300)),
    hint: 'end what is left: courant down --keep-data',
  });
}

/** What a person sees of the start: each step ends when its leg has shown that it works. */
class StartSteps {
  readonly #kafka: StepReport;
  readonly #generator: StepReport;
  readonly #queries: StepReport;

  constructor(report: Reporter, engines: readonly Engine[]) {
    this.#kafka = report.step('starting Kafka');
    this.#generator = report.step('starting the generator');
    const named = engines.map((engine) => engineTitles[engine]).join(' and ');
    this.#queries = report.step(`starting ${named}`);
  }

  show(state: SupervisorState): void {
    const [kafka] = state.legs.filter(({ name }) => name === 'kafka');
    if (kafka?.state === 'running') this.#kafka.done(`at ${state.bootstrapServers.join(', ')}`);
    if (state.firstReadingMs !== null) this.#generator.done('first reading acknowledged');
    else if (state.isReady) this.#generator.done('none was asked for');
    this.#generator.progress(kafka?.state === 'running' ? 'no reading yet' : 'waits for Kafka');
    this.#queries.progress(state.detail);
    if (state.isReady) {
      this.#queries.done(state.firstRowMs === null ? 'no row came out so far' : 'first row is out');
    }
  }

  failed(): void {
    for (const step of [this.#kafka, this.#generator, this.#queries]) step.failed();
  }
}
