/** Pods that should not fail together. */
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Labels } from './labels.ts';

const topologies = [
  { key: 'topology.kubernetes.io/zone', weight: 100 },
  { key: 'kubernetes.io/hostname', weight: 50 },
] as const;

/** Rather another zone, then another machine; where there is none, the pods run all the same. */
export function spreadOverMachines(pods: Labels) {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: topologies.map(({ key, weight }) => ({
        weight,
        podAffinityTerm: { topologyKey: key, labelSelector: { matchLabels: { ...pods } } },
      })),
    },
  };
}

/**
 * The same as constraints, for pods whose template has a place for them.
 * @param machines `DoNotSchedule` where two must not share a machine. Zones are only a wish: on nodes without the label,
 * as most clusters of one's own have them, a zone that must be kept keeps every pod away
 */
export function spreadConstraints(
  pods: Labels,
  machines: 'ScheduleAnyway' | 'DoNotSchedule' = 'ScheduleAnyway',
) {
  return topologies.map(({ key }) => ({
    maxSkew: 1,
    topologyKey: key,
    whenUnsatisfiable: key === 'kubernetes.io/hostname' ? machines : 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...pods } },
  }));
}

/** Lets the pods be disturbed one at a time only. */
export function addDisruptionBudget(
  scope: Construct,
  metadata: k8s.ObjectMeta,
  pods: Labels,
): void {
  new k8s.KubePodDisruptionBudget(scope, 'DisruptionBudget', {
    metadata,
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      selector: { matchLabels: { ...pods } },
    },
  });
}
