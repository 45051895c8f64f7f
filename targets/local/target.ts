/** A chain on this machine: a broker, a Spark and N generators, each a process of its own under one supervisor. */
import { CourantError } from '../../chain/errors.ts';
import type { KafkaConnection } from '../../kafka/connection.ts';
import { DiskUse } from '../machine/diskSpace.ts';
import type { Environment } from '../machine/environment.ts';
import { exists } from '../machine/files.ts';
import type { ChainFolder, Target } from '../target.ts';
import { withBrokerAlone } from './brokerAlone.ts';
import { legControls } from './controls.ts';
import { doctor } from './doctor.ts';
import { down, removable } from './down.ts';
import { drain } from './drain.ts';
import { logLines } from './logs.ts';
import { recompute } from './java/recompute.ts';
import { localPaths } from './paths.ts';
import { resetQuery } from './reset.ts';
import { runningChain } from './runningChain.ts';
import { scale } from './scale.ts';
import { localState } from './state.ts';
import { up } from './up.ts';

/** @param environment of the process: where Java, Maven and the cache are found */
export function localTarget(chainFolder: ChainFolder, environment: Environment): Target {
  const paths = localPaths(chainFolder.folder);
  const disk = new DiskUse(paths.root);
  const target: Target = {
    name: 'local',
    outlivesCommand: false,
    controls: legControls(paths),
    doctor: () => doctor(chainFolder, environment),
    up: (options) => up({ chainFolder, environment, ...options }),
    state: () => localState(paths, disk),
    scale: (replicas, options) => scale(paths, replicas, options),
    logs: (options) => logLines(paths, options),
    drain: (options) => drain(paths, options),
    down: (options) => down(paths, options),
    removable: (options) => removable(paths, options),
    resetQuery: (query) => resetQuery(target, paths, query),
    recompute: (connection, ranges, use, options) =>
      recompute({ chainFolder, environment, connection, ranges, ...options }, use),
    withKafka: (use) => withKafka(chainFolder, environment, use),
  };
  return target;
}

async function withKafka<T>(
  chainFolder: ChainFolder,
  environment: Environment,
  use: (connection: KafkaConnection) => Promise<T>,
): Promise<T> {
  const paths = localPaths(chainFolder.folder);
  const { state, isSupervised, alive } = await runningChain(paths);
  const hasBroker = isSupervised || alive.some(({ name }) => name === 'kafka');
  if (hasBroker && state !== undefined) return use({ bootstrapServers: state.bootstrapServers });
  if (await exists(paths.kafka)) return withBrokerAlone(chainFolder, environment, use);
  throw new CourantError({
    code: 'COURANT_NOT_RUNNING',
    message: 'the chain does not run, and no data of it is here',
    hint: 'start it: courant up',
  });
}
