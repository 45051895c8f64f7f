/** Pods that should not fail together. */
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

/** The same as constraints, for pods whose template has a place for them. */
export function spreadConstraints(pods: Labels) {
  return topologies.map(({ key }) => ({
    maxSkew: 1,
    topologyKey: key,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...pods } },
  }));
}
