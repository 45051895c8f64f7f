/** A chain on a kind cluster: Strimzi's Kafka, a SparkApplication and a Deployment of generators in one namespace. */
import type { KafkaConnection } from '../../kafka/connection.ts';
import type { Environment } from '../machine/environment.ts';
import type { ChainFolder, Target } from '../target.ts';
import { doctor } from './doctor.ts';
import { down, removable } from './down.ts';
import { drain } from './drain.ts';
import { kafkaConnection } from './api/kafkaForward.ts';
import { logLines } from './logs.ts';
import { resetQuery } from './reset.ts';
import { scale } from './scale.ts';
import type { KindFlags } from './settings.ts';
import { notStarted, siteOf } from './setup/chainOnCluster.ts';
import type { Site } from './setup/chainOnCluster.ts';
import { kindState } from './state.ts';
import { up } from './up.ts';

/** A node that is short of CPUs takes its time for a TLS handshake through a port-forward. */
const patienceMs = 20_000;

export interface KindOptions extends KindFlags {
  /** `down` leaves the cluster and its operators, also where `up` made them. */
  readonly keepCluster?: boolean;
}

/** @param environment of the process: where docker, kind and helm are found */
export function kindTarget(
  place: ChainFolder,
  environment: Environment,
  options: KindOptions = {},
): Target {
  const site = siteOf(place, environment, options);
  const keepCluster = options.keepCluster ?? false;
  return {
    name: 'kind',
    outlivesCommand: true,
    patienceMs,
    doctor: () => doctor(site),
    up: ({ report, signal }) => up({ site, report, signal }),
    state: () => kindState(site),
    scale: (replicas, scaling) => scale(site, replicas, scaling),
    logs: (asked) => logLines(site, asked),
    drain: (draining) => drain(site, draining),
    down: ({ report, keepData }) => down(site, { report, keepData, keepCluster }),
    removable: ({ keepData }) => removable(site, { keepData, keepCluster }),
    resetQuery: (query) => resetQuery(site, query),
    withKafka: (use) => withKafka(site, use),
  };
}

async function withKafka<T>(
  site: Site,
  use: (connection: KafkaConnection) => Promise<T>,
): Promise<T> {
  const api = await site.api();
  if (api === undefined) throw notStarted();
  return use(await kafkaConnection(api, site.place.chain.name));
}
