/** A chain on a kind cluster: Strimzi's Kafka, a SparkApplication and a Deployment of generators in one namespace. */
import type { Environment } from '../machine/environment.ts';
import type { ChainFolder, Target } from '../target.ts';
import { doctor } from './doctor.ts';
import { down, removable } from './down.ts';
import { drain } from './drain.ts';
import { kafkaConnection } from './api/kafkaForward.ts';
import { logLines } from './logs.ts';
import { resetQuery } from './reset.ts';
import { scale } from './scale.ts';
import type { SettingsFlags } from './settings.ts';
import { chainOnCluster } from './setup/chainOnCluster.ts';
import { kindState } from './state.ts';
import { up } from './up.ts';

/** A node that is short of CPUs takes its time for a TLS handshake through a port-forward. */
const patienceMs = 20_000;

export interface KindOptions extends SettingsFlags {
  /** `down` leaves the cluster and its operators, also where `up` made them. */
  readonly keepCluster?: boolean;
}

/** @param environment of the process: where docker, kind and helm are found */
export function kindTarget(
  chainFolder: ChainFolder,
  environment: Environment,
  options: KindOptions = {},
): Target {
  const onCluster = chainOnCluster(chainFolder, environment, options);
  const keepCluster = options.keepCluster ?? false;
  return {
    name: 'kind',
    outlivesCommand: true,
    patienceMs,
    doctor: () => doctor(onCluster),
    up: (options) => up({ onCluster, ...options }),
    state: () => kindState(onCluster),
    scale: (replicas, scaling) => scale(onCluster, replicas, scaling),
    logs: (asked) => logLines(onCluster, asked),
    drain: (draining) => drain(onCluster, draining),
    down: ({ report, keepData }) => down(onCluster, { report, keepData, keepCluster }),
    removable: ({ keepData }) => removable(onCluster, { keepData, keepCluster }),
    resetQuery: (query) => resetQuery(onCluster, query),
    withKafka: async (use) =>
      use(await kafkaConnection(await onCluster.startedApi(), onCluster.chain.name)),
  };
}
