/** A chain on this machine: a broker, a Spark and N generators, each a process of its own under one supervisor. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CourantError } from '../../chain/errors.ts';
import type { KafkaConnection } from '../../kafka/connection.ts';
import { identityOf } from '../machine/processes.ts';
import type { ChainFolder, Reporter, Target } from '../target.ts';
import { waitFor } from '../wait.ts';
import { withBrokerAlone } from './brokerAlone.ts';
import { doctor } from './doctor.ts';
import { dataInWords, down, inWords } from './down.ts';
import type { Environment } from '../machine/environment.ts';
import { logLines } from './logs.ts';
import { localPaths } from './paths.ts';
import { scale } from './scale.ts';
import { DiskUse, exists, seeChain, targetState } from './runningChain.ts';
import { changeDesired, readState } from './state.ts';
import { up } from './up.ts';

/** Draining and ending the queries. */
const drainDeadlineMs = 100_000;
const holdDeadlineMs = 60_000;

/** @param environment of the process: where Java, Maven and the cache are found */
export function localTarget(place: ChainFolder, environment: Environment): Target {
  const paths = localPaths(place.folder);
  const disk = new DiskUse(paths.root);
  return {
    name: 'local',
    doctor: () => doctor(place, environment),
    up: (options) => up({ place, environment, ...options }),
    state: () => targetState(paths, disk),
    scale: (replicas, options) => scale(paths, replicas, options),
    logs: (options) => logLines(paths, options),
    drain: (options) => drain(place, options),
    down: (options) => down(paths, options),
    removable: async ({ keepData }) => {
      const { alive } = await seeChain(paths);
      const data = keepData ? undefined : await dataInWords(paths);
      const running = alive.length === 0 ? [] : ['the chain that runs'];
      return data === undefined ? running : [...running, data];
    },
    resetQuery: (query, dropRows) => resetQuery(place, query, dropRows),
    withKafka: (use) => withKafka(place, environment, use),
  };
}

async function drain(
  { folder }: ChainFolder,
  { report, signal }: { readonly report: Reporter; readonly signal: AbortSignal },
): Promise<void> {
  const paths = localPaths(folder);
  const step = report.step('stopping the generator, letting the queries read what is left');
  await changeDesired(paths, { phase: 'drained' });
  try {
    await waitFor({
      look: async () => {
        const { state, isSupervised } = await seeChain(paths);
        step.progress(inWords(state));
        return state?.phase === 'drained' || !isSupervised ? true : undefined;
      },
      deadlineMs: drainDeadlineMs,
      signal,
      late: () =>
        new CourantError({ code: 'COURANT_NOT_READY', message: 'the queries did not end' }),
    });
    step.done();
  } catch (error) {
    step.failed();
    throw error;
  }
}

/** Holds the queries, drops the checkpoint and the rows, and lets them go on. */
async function resetQuery(
  { folder }: ChainFolder,
  query: string,
  dropRows: () => Promise<void>,
): Promise<void> {
  const paths = localPaths(folder);
  const queriesHeldBy = (await identityOf(process.pid)) ?? null;
  await changeDesired(paths, { queriesHeldBy });
  try {
    await waitFor({
      look: async () => {
        const { state, isSupervised } = await seeChain(paths);
        const spark = state?.legs.find(({ name }) => name === 'spark');
        return !isSupervised || spark?.state === 'stopped' ? true : undefined;
      },
      deadlineMs: holdDeadlineMs,
      late: () =>
        new CourantError({ code: 'COURANT_NOT_READY', message: 'the queries did not end' }),
    });
    await rm(join(paths.checkpoints, query), { recursive: true, force: true });
    await dropRows();
  } finally {
    await changeDesired(paths, { queriesHeldBy: null });
  }
}

async function withKafka<T>(
  place: ChainFolder,
  environment: Environment,
  use: (connection: KafkaConnection) => Promise<T>,
): Promise<T> {
  const paths = localPaths(place.folder);
  const { isSupervised, alive } = await seeChain(paths);
  const hasBroker = isSupervised || alive.some(({ name }) => name === 'kafka');
  const state = await readState(paths);
  if (hasBroker && state !== undefined) return use({ bootstrapServers: state.bootstrapServers });
  if (await exists(paths.kafka)) return withBrokerAlone(place, environment, use);
  throw new CourantError({
    code: 'COURANT_NOT_RUNNING',
    message: 'the chain does not run, and no data of it is here',
    hint: 'start it: courant up',
  });
}
