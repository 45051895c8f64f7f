/** State of a chain in the cluster, from its objects and pods. */
import { bootstrapAddress, kubernetesNames } from '../../chain/names.ts';
import type { Leg, TargetState } from '../target.ts';
import type { Api } from './api/api.ts';
import {
  applicationStatus,
  conditionOf,
  flinkStatus,
  kinds,
  replicasOf,
  warningsOf,
} from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import { isSuspended } from './api/suspension.ts';
import { withLoggedReasons } from './readiness/loggedReasons.ts';
import { flinkReasons } from './readiness/flinkVerdict.ts';
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
  /** One a query of Flink. */
  readonly flinks?: readonly KubeObject[];
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
    legs: await withLoggedReasons(api, onCluster.namespace, state.legs),
    firstReadingMs: record?.firstReadingMs ?? null,
    firstRowMs: record?.firstRowMs ?? null,
  };
}

async function takeSnapshot(
  api: Api,
  { namespace, names }: ChainOnCluster,
): Promise<ChainSnapshot> {
  const [kafka, generator, application, flinks, pods] = await Promise.all([
    api.get(kinds.kafka, namespace, names.kafka),
    api.get(kinds.deployment, namespace, names.generator),
    api.get(kinds.sparkApplication, namespace, names.queries),
    api.list(kinds.flinkDeployment, namespace),
    api.list(kinds.pod, namespace),
  ]);
  return { kafka, generator, application, flinks: flinks.items, pods: pods.items };
}

/** Pure. */
export function stateFrom(snapshot: ChainSnapshot, chain: string, nowMs: number): TargetState {
  const { kafka, generator, application, flinks = [] } = snapshot;
  const { namespace } = kubernetesNames(chain);
  const withSpark = withDriver(legsOf(snapshot.pods, chain, nowMs), application);
  const legs = withMissingFlinks(withSpark, flinks);
  if (kafka === undefined) {
    return { ...nothing, legs, phase: legs.length > 0 ? 'left behind' : 'stopped' };
  }
  const isRunning = generator !== undefined || application !== undefined || flinks.length > 0;
  return {
    ...nothing,
    running: isRunning,
    phase: isRunning ? phaseOf(snapshot) : 'stopped',
    replicas: replicasOf(generator) ?? 0,
    legs,
    bootstrapServers: [bootstrapAddress(kubernetesNames(chain).kafka, namespace)],
    warnings: warningsOf(kafka),
  };
}

function phaseOf(snapshot: ChainSnapshot): TargetState['phase'] {
  const { kafka, generator, application, flinks = [] } = snapshot;
  if (kafka?.metadata.deletionTimestamp !== undefined) return 'stopping';
  if ([application, ...flinks].some(isSuspended)) return 'draining';
  const isSparkRunning = applicationStatus(application).applicationState?.state === 'RUNNING';
  const isReady =
    conditionOf(kafka, 'Ready')?.status === 'True' &&
    conditionOf(generator, 'Available')?.status === 'True' &&
    // A chain of Flink alone has no application.
    (isSparkRunning || (application === undefined && flinks.length > 0)) &&
    flinks.every((flink) => flinkStatus(flink).jobStatus?.state === 'RUNNING');
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
    ...missingLeg,
    name: 'spark',
    id: `${application.metadata.name}-driver`,
    state: /FAILED/.test(applicationState?.state ?? '') ? 'failed' : 'starting',
    lastFailure,
  };
}

const missingLeg = { pid: null, since: null, restarts: 0, residentBytes: null } as const;

/** No pod shows that the operator cannot deploy: its reason stands in the deployment alone. */
function withMissingFlinks(legs: readonly Leg[], flinks: readonly KubeObject[]): Leg[] {
  const missing = flinks.flatMap((flink): Leg[] => {
    const { name } = flink.metadata;
    const [lastFailure] = flinkReasons(flink);
    const isThere = legs.some(({ id }) => id.startsWith(`${name}-`));
    if (isThere || lastFailure === undefined) return [];
    const state = flinkStatus(flink).lifecycleState === 'FAILED' ? 'failed' : 'starting';
    return [{ ...missingLeg, name: 'flink', id: name, state, lastFailure }];
  });
  return [...legs, ...missing];
}
