/** Objects for an operator that a cluster need not have: those for Prometheus stay away where nobody would take them. */
import type { Reporter } from '../../target.ts';
import type { Api } from '../api/api.ts';
import { kinds } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';

const { apiVersion: prometheusApi } = kinds.podMonitor;

/** The objects that the cluster can take; of those left out it is said what that means. */
export async function servedObjects(
  api: Pick<Api, 'servedBy'>,
  objects: readonly KubeObject[],
  report: Reporter,
): Promise<readonly KubeObject[]> {
  const forPrometheus = objects.filter(({ apiVersion }) => apiVersion === prometheusApi);
  if (forPrometheus.length === 0 || (await api.servedBy(prometheusApi)).length > 0) return objects;
  const left = [...new Set(forPrometheus.map(({ kind }) => kind))].join(', ');
  report.note(
    `this cluster has no Prometheus operator: ${left} left out (${forPrometheus.length} objects); the pods tell their metrics all the same`,
  );
  return objects.filter((object) => !forPrometheus.includes(object));
}
