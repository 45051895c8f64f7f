/** Server-side apply: in which order, and what it changed. */
import { CourantError } from '../../../chain/errors.ts';
import type { Api } from './api.ts';
import { kindOf, nameOf } from './objects.ts';
import type { Kind, KubeObject } from './objects.ts';

const atOnce = 6;

export interface Applied {
  readonly name: string;
  readonly change: 'made' | 'changed' | 'unchanged';
}

/** What starts processes of our own comes last: it needs all that the others make. */
const workloads = new Set(['Deployment', 'SparkApplication', 'FlinkDeployment']);

export interface Stages {
  /** The namespace, before anything that lies in it. */
  readonly namespace: readonly KubeObject[];
  /** Kafka, its topics and users, settings, rights, policies: in the order of the manifests. */
  readonly infrastructure: readonly KubeObject[];
  readonly workloads: readonly KubeObject[];
}

export function stagesOf(objects: readonly KubeObject[]): Stages {
  const isNamespace = ({ kind }: KubeObject): boolean => kind === 'Namespace';
  const isWorkload = ({ kind }: KubeObject): boolean => workloads.has(kind);
  return {
    namespace: objects.filter(isNamespace),
    infrastructure: objects.filter((object) => !isNamespace(object) && !isWorkload(object)),
    workloads: objects.filter(isWorkload),
  };
}

/** Applies objects of which none needs another. @returns in their order, what happened to each */
export async function applyAll(
  api: Api,
  objects: readonly KubeObject[],
  prepare: (object: KubeObject, live: KubeObject | undefined) => KubeObject,
): Promise<Applied[]> {
  const applied: Applied[] = [];
  for (let first = 0; first < objects.length; first += atOnce) {
    const part = objects.slice(first, first + atOnce);
    applied.push(...(await Promise.all(part.map((object) => applyOne(api, object, prepare)))));
  }
  return applied;
}

async function applyOne(
  api: Api,
  object: KubeObject,
  prepare: (object: KubeObject, live: KubeObject | undefined) => KubeObject,
): Promise<Applied> {
  const kind = knownKind(object);
  const { namespace, name } = object.metadata;
  const live = await api.get(kind, namespace ?? '', name);
  const after = await api.apply(kind, prepare(object, live));
  return { name: nameOf(object), change: changeOf(live, after) };
}

/**
 * Whether what was asked for is another now. The version does not tell: it also moves with a status, and with each apply
 * of an empty list, which the API server drops.
 */
export function changeOf(before: KubeObject | undefined, after: KubeObject): Applied['change'] {
  if (before === undefined) return 'made';
  return asked(before) === asked(after) ? 'unchanged' : 'changed';
}

function asked({ metadata, status: _status, ...rest }: KubeObject): string {
  const { labels = {}, annotations = {} } = metadata;
  return JSON.stringify([rest, labels, annotations]);
}

export function isUnchanged(applied: readonly Applied[]): boolean {
  return applied.every(({ change }) => change === 'unchanged');
}

/** `3 made, 1 changed, 27 unchanged`, and which ones changed. */
export function changeSummary(applied: readonly Applied[]): string {
  const of = (change: Applied['change']): Applied[] => applied.filter((a) => a.change === change);
  const changed = of('changed').map(({ name }) => name);
  const parts = [
    of('made').length > 0 ? `${of('made').length} made` : '',
    changed.length > 0 ? `changed ${changed.join(', ')}` : '',
    of('unchanged').length > 0 ? `${of('unchanged').length} unchanged` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export function knownKind(object: KubeObject): Kind {
  const kind = kindOf(object);
  if (kind !== undefined) return kind;
  throw new CourantError({
    code: 'COURANT_CLUSTER_REFUSED',
    message: `${nameOf(object)} of ${object.apiVersion} is nothing that a chain consists of`,
    hint: 'apply it yourself: kubectl apply --server-side -f FILE',
  });
}
