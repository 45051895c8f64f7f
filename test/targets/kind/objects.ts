/** Objects as a cluster shows them, with as little as a case needs. */
import type { Kind, KubeObject } from '../../../targets/kind/api/objects.ts';
import { kinds } from '../../../targets/kind/api/objects.ts';
import type { Objects } from '../../../targets/kind/readiness/watchedNamespace.ts';

type Fields = Partial<Omit<KubeObject, 'metadata'>> & {
  readonly metadata?: Partial<KubeObject['metadata']>;
};

export function object(kind: Kind, name: string, fields: Fields = {}): KubeObject {
  const { metadata, ...rest } = fields;
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    ...rest,
    metadata: { name, namespace: 'sensors', ...metadata },
  };
}

/** A Strimzi object with one condition, seen by its operator. */
export function strimziObject(
  kind: Kind,
  name: string,
  condition?: { type: string; status: string; reason?: string; message?: string },
): KubeObject {
  const conditions = condition === undefined ? [] : [condition];
  return object(kind, name, {
    metadata: { generation: 2 },
    status: { observedGeneration: 2, conditions },
  });
}

export function pod(name: string, status: unknown, metadata: Fields['metadata'] = {}): KubeObject {
  return object(kinds.pod, name, { status, metadata });
}

/** A pod with one container that waits. */
export function waitingPod(name: string, reason: string, more: object = {}): KubeObject {
  const state = { waiting: { reason, message: `because of ${reason}` } };
  return pod(name, {
    phase: 'Pending',
    containerStatuses: [{ name: 'c', ready: false, restartCount: 0, state, ...more }],
  });
}

export function warning(about: string, reason: string, message: string, at: string): KubeObject {
  const fields = { type: 'Warning', reason, message, lastTimestamp: at };
  return {
    ...object(kinds.event, `${about}.${at}`),
    ...fields,
    involvedObject: { kind: 'Pod', name: about },
  } as KubeObject;
}

export function seen(...all: readonly KubeObject[]): Objects {
  const of = (kind: Kind): KubeObject[] => all.filter((one) => one.kind === kind.kind);
  return {
    all: of,
    get: (kind, name) => of(kind).find(({ metadata }) => metadata.name === name),
  };
}
