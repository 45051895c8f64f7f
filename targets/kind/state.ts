/** State of a chain in the cluster, from its objects and pods. */
import { bootstrapAddress, kubernetesNames } from '../../chain/names.ts';
import type { Leg, TargetState } from '../target.ts';
import type { Api } from './api/api.ts';
import { applicationStatus, conditionOf, kinds, replicasOf } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import { isSuspended } from './api/suspension.ts';
import { withAwayReasons } from './readiness/awayReason.ts';
import { legsOf } from './readiness/podLegs.ts';
import { reasonLines } from './knownTroubles.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';

const nothing: TargetState = {
  running: false,
  phase: 'stopped',
  replicas: 0,
  legs: [],
  bootstrapServers: [],
  firstReadingMs: null,
  firstRowMs: null,
  diskBytes: null,
};

/** Objects that a chain's state is told from. */
interface ChainSnapshot {
  readonly kafka: KubeObject | undefined;
  readonly generator: KubeObject | undefined;
  readonly application: KubeObject | undefined;
  readonly pods: readonly KubeObject[];
}

/** @throws CourantError COURANT_CLUSTER_UNREACHABLE */
export async function kindState(onCluster: ChainOnCluster): Promise<TargetState> {
  const api = await onCluster.api();
  if (api === undefined) return nothing;
  const snapshot = await takeSnapshot(api, onCluster);
  const record = await onCluster.record();
  const { name } = onCluster.chain;
  const state = stateFrom(snapshot, name, Date.now());
  return {
    ...state,
    legs: await withAwayReasons(api, onCluster.namespace, state.legs),
    firstReadingMs: record?.firstReadingMs ?? null,
    firstRowMs: record?.firstRowMs ?? null,
  };
}

async function takeSnapshot(
  api: Api,
  { namespace, names }: ChainOnCluster,
): Promise<ChainSnapshot> {
  const [kafka, generator, application, pods] = await Promise.all([
    api.get(kinds.kafka, namespace, names.kafka),
    api.get(kinds.deployment, namespace, names.generator),
    api.get(kinds.sparkApplication, namespace, names.queries),
    api.list(kinds.pod, namespace),
  ]);
  return { kafka, generator, application, pods: pods.items };
}

/** Pure. */
export function stateFrom(snapshot: ChainSnapshot, chain: string, nowMs: number): TargetState {
  const { kafka, generator, application } = snapshot;
  const { namespace } = kubernetesNames(chain);
  const legs = withDriver(legsOf(snapshot.pods, chain, nowMs), application);
  if (kafka === undefined) {
    return { ...nothing, legs, phase: legs.length > 0 ? 'left behind' : 'stopped' };
  }
  const isRunning = generator !== undefined || application !== undefined;
  return {
    ...nothing,
    running: isRunning,
    phase: isRunning ? phaseOf(snapshot) : 'stopped',
    replicas: replicasOf(generator) ?? 0,
    legs,
    bootstrapServers: [bootstrapAddress(kubernetesNames(chain).kafka, namespace)],
  };
}

function phaseOf({ kafka, generator, application }: ChainSnapshot): TargetState['phase'] {
  if (kafka?.metadata.deletionTimestamp !== undefined) return 'stopping';
  if (isSuspended(application)) return 'draining';
  const isReady =
    conditionOf(kafka, 'Ready')?.status === 'True' &&
    conditionOf(generator, 'Available')?.status === 'True' &&
    applicationStatus(application).applicationState?.state === 'RUNNING';
  return isReady ? 'running' : 'starting';
}

/** The operator makes a new driver pod for one that died: its attempts are the restarts. */
function withDriver(legs: readonly Leg[], application: KubeObject | undefined): Leg[] {
  const { executionAttempts = 1, applicationState } = applicationStatus(application);
  const failure = reasonLines(applicationState?.errorMessage ?? '')[0] ?? null;
  const isDriver = ({ name, id }: Leg): boolean => name === 'spark' && id.endsWith('-driver');
  const known = legs.map((leg) =>
    isDriver(leg)
      ? {
          ...leg,
          restarts: leg.restarts + Math.max(0, executionAttempts - 1),
          lastFailure: leg.lastFailure ?? failure,
        }
      : leg,
  );
  if (application === undefined || failure === null || legs.some(isDriver)) return known;
  return [...known, missingDriver(application, failure)];
}

/** No pod shows that the operator cannot submit; its reason stands in the application alone. */
function missingDriver(application: KubeObject, lastFailure: string): Leg {
  const { applicationState } = applicationStatus(application);
  return {
    name: 'spark',
    id: `${application.metadata.name}-driver`,
    state: /FAILED/.test(applicationState?.state ?? '') ? 'failed' : 'starting',
    pid: null,
    since: null,
    restarts: 0,
    lastFailure,
    residentBytes: null,
  };
}
