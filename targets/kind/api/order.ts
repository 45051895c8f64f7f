/** In which order objects are applied and deleted. Pure. */
import type { KubeObject } from './objects.ts';

/** What starts processes of our own comes last: it needs all that the others make. */
const workloads = new Set(['Deployment', 'SparkApplication']);

export interface Stages {
  /** The namespace, before anything that lies in it. */
  readonly namespace: readonly KubeObject[];
  /** Kafka, its topics and users, settings, rights, policies: in the order of the manifests. */
  readonly ground: readonly KubeObject[];
  readonly workloads: readonly KubeObject[];
}

export function stagesOf(objects: readonly KubeObject[]): Stages {
  const isNamespace = ({ kind }: KubeObject): boolean => kind === 'Namespace';
  const isWorkload = ({ kind }: KubeObject): boolean => workloads.has(kind);
  return {
    namespace: objects.filter(isNamespace),
    ground: objects.filter((object) => !isNamespace(object) && !isWorkload(object)),
    workloads: objects.filter(isWorkload),
  };
}
