/** Legs of the chain, as its pods show them. Pure. */
import { kubernetesNames, strimziClusterLabel } from '../../../chain/names.ts';
import { legNames } from '../../target.ts';
import type { Leg, LegName } from '../../target.ts';
import { endSentence, troubleOf } from './podTroubles.ts';
import { containersOf, isReadyPod, podStatus } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';

const components: Readonly<Record<string, LegName>> = {
  generator: 'generator',
  driver: 'spark',
  executor: 'spark',
  jobmanager: 'flink',
  taskmanager: 'flink',
};

/** The leg of a pod; `undefined` for a pod that is none of the chain's. */
export function legOf(pod: KubeObject, chain: string): LegName | undefined {
  const labels = pod.metadata.labels ?? {};
  if (labels[strimziClusterLabel] === kubernetesNames(chain).kafka) return 'kafka';
  if (labels['app.kubernetes.io/instance'] !== chain) return undefined;
  return components[labels['app.kubernetes.io/component'] ?? ''];
}

/** Pods of the chain, in the direction of the data. */
export function legsOf(pods: readonly KubeObject[], chain: string, nowMs: number): Leg[] {
  return pods
    .flatMap((pod) => {
      const name = legOf(pod, chain);
      return name === undefined || isOver(pod) ? [] : [toLeg(pod, name, nowMs)];
    })
    .sort((a, b) => legNames.indexOf(a.name) - legNames.indexOf(b.name) || rank(a) - rank(b));
}

/**
 * Executors of a driver that is gone stay as records of themselves: the operator gives them a second owner. None is ever
 * started again, so one that failed is over too.
 */
function isOver(pod: KubeObject): boolean {
  const { phase } = podStatus(pod);
  const isExecutor = pod.metadata.labels?.['app.kubernetes.io/component'] === 'executor';
  return phase === 'Succeeded' || (isExecutor && phase === 'Failed');
}

/** The driver before its executors: it is what says whether queries run. */
function rank({ id }: Leg): number {
  return id.endsWith('-driver') ? 0 : 1;
}

function toLeg(pod: KubeObject, name: LegName, nowMs: number): Leg {
  const containers = containersOf(pod);
  const restarts = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const died = containers.find(({ lastState }) => lastState?.terminated !== undefined);
  const trouble = troubleOf(pod, nowMs, false)?.text;
  return {
    name,
    id: pod.metadata.name,
    state: stateOf(pod, nowMs),
    pid: null,
    since: podStatus(pod).startTime ?? pod.metadata.creationTimestamp ?? null,
    restarts,
    lastFailure: trouble ?? (died === undefined ? null : endSentence(died)),
    residentBytes: null,
  };
}

export function stateOf(pod: KubeObject, nowMs: number): Leg['state'] {
  if (pod.metadata.deletionTimestamp !== undefined) return 'stopping';
  const { phase } = podStatus(pod);
  if (phase === 'Succeeded') return 'stopped';
  if (phase === 'Failed' || troubleOf(pod, nowMs, false)?.isFinal === true) return 'failed';
  return isReadyPod(pod) ? 'running' : 'starting';
}
