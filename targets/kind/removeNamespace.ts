/** Removing the namespace of a chain, or what in it is the chain's; and what is left where something does not go. */
import { formatDuration } from '../../chain/words/quantity.ts';
import { strimziClusterLabel } from '../../chain/names.ts';
import { inStep } from '../steps.ts';
import type { DownResult, Reporter } from '../target.ts';
import type { Api } from './api/api.ts';
import { knownKind } from './api/apply.ts';
import { kinds, nameOf } from './api/objects.ts';
import type { Kind, KubeObject } from './api/objects.ts';
import { releaseOrphans } from './orphans.ts';
import { ready, waiting } from './readiness/verdicts.ts';
import { whileWatching } from './readiness/watchedNamespace.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';

/** Longest that one stage may take: a generator that waits for its last acknowledgements, a driver that ends. */
const stageDeadlineMs = 90_000;

/** A `down` under way. */
export interface Removal {
  readonly onCluster: ChainOnCluster;
  readonly api: Api;
  readonly report: Reporter;
  /** Grows on the way. */
  readonly ended: DownResult;
}

/** What a chain has beside that which `down` removes in stages. */
const ownKinds: readonly Kind[] = [
  kinds.podMonitor,
  kinds.prometheusRule,
  kinds.disruptionBudget,
  kinds.roleBinding,
  kinds.role,
  kinds.serviceAccount,
  kinds.configMap,
  kinds.networkPolicy,
];

/**
 * Removes the namespace. One that was there before, or in which an operator keeps the rights it works with, stays, and
 * only what is the chain's own goes: without those rights the operator would be deaf to the next chain.
 */
export async function removeNamespace(removal: Removal): Promise<void> {
  const { onCluster, api, report } = removal;
  const { namespace } = onCluster;
  if ((await api.get(kinds.namespace, '', namespace)) === undefined) return;
  await volumesGone(removal);
  const isFound = (await onCluster.record())?.namespaceIs === 'found';
  // Role bindings that are neither the chain's nor of its Kafka.
  const bindings = (await api.list(kinds.roleBinding, namespace)).items.filter(isForeign);
  const rights = bindings.map(({ metadata }) => metadata.name);
  if (!isFound && rights.length === 0) {
    await deleteNamespace(removal);
    return;
  }
  await removeOwn(removal);
  report.note(
    rights.length > 0
      ? `the namespace "${namespace}" is kept: it holds the rights of operators (${rights.join(', ')})`
      : `the namespace "${namespace}" is kept: it was there before`,
  );
}

/** Volumes go after their claims, by whoever made them; those that are to be retained are not ours to delete. */
async function volumesGone(removal: Removal): Promise<void> {
  const { left } = await removeObjects(removal, {
    title: 'waiting for the disks',
    of: [kinds.volume],
    only: (volume) => goesWithClaim(volume, removal.onCluster.namespace),
  });
  removal.ended.left.push(...left.map(leftover));
}

/** Strimzi's pods end after the objects that they were made for. */
export async function podsGone(removal: Removal): Promise<void> {
  const { left } = await removeObjects(removal, {
    title: 'waiting for the last pods',
    of: [kinds.pod],
    only: ({ metadata: { labels = {} } }) =>
      labels[strimziClusterLabel] === removal.onCluster.names.kafka,
  });
  removal.ended.left.push(...left.map(leftover));
}

export function goesWithClaim({ spec }: KubeObject, namespace: string): boolean {
  const { claimRef, persistentVolumeReclaimPolicy } = spec as {
    claimRef?: { namespace?: string };
    persistentVolumeReclaimPolicy?: string;
  };
  return claimRef?.namespace === namespace && persistentVolumeReclaimPolicy === 'Delete';
}

const workloads = [
  kinds.kafka,
  kinds.sparkApplication,
  kinds.flinkDeployment,
  kinds.deployment,
  kinds.configMap,
];

/** Whether something of the chain is in its namespace: the namespace itself may stay for others. */
export async function isAnythingLeft(api: Api, { namespace }: ChainOnCluster): Promise<boolean> {
  const [claims, ...own] = await Promise.all([
    api.list(kinds.claim, namespace),
    ...workloads.map((kind) => api.list(kind, namespace, ownSelector(namespace))),
  ]);
  return [claims, ...own].some(({ items }) => items.length > 0);
}

function ownSelector(namespace: string): string {
  return `app.kubernetes.io/name=courant,app.kubernetes.io/part-of=${namespace}`;
}

export function isForeign({ metadata: { labels = {} } }: KubeObject): boolean {
  const isOwn = labels['app.kubernetes.io/name'] === 'courant';
  return !isOwn && labels[strimziClusterLabel] === undefined;
}

async function removeOwn({ onCluster, api, ended }: Removal): Promise<void> {
  const { namespace } = onCluster;
  for (const kind of ownKinds) {
    const { items } = await api.list(kind, namespace, ownSelector(namespace));
    for (const object of items) {
      await api.remove(kind, namespace, object.metadata.name);
      ended.removed.push(nameOf(object));
    }
  }
}

interface Leaving {
  readonly title: string;
  readonly of: readonly Kind[];
  readonly only?: (object: KubeObject) => boolean;
  /** True where they are to be deleted, and not only waited for. */
  readonly isDeleted?: boolean;
}

/** Waits, in one step, until objects are gone. @returns those that were there, and those that stay */
export function removeObjects(
  { onCluster, api, report }: Removal,
  { title, of, only = () => true, isDeleted = false }: Leaving,
): Promise<{ found: KubeObject[]; left: KubeObject[] }> {
  const { namespace } = onCluster;
  return whileWatching(api, namespace, of, async (view) => {
    const present = (): KubeObject[] => of.flatMap((kind) => view.all(kind)).filter(only);
    const found = present();
    if (found.length === 0) return { found, left: [] };
    const judge = () =>
      present().length === 0 ? ready : waiting(`${present().map(nameOf).join(', ')} still there`);
    const remove = (object: KubeObject): Promise<boolean> =>
      api.remove(knownKind(object), namespace, object.metadata.name);
    try {
      await inStep(report, title, async (step) => {
        if (isDeleted) await Promise.all(found.map(remove));
        if (isDeleted) await releaseOrphans(api, onCluster, found);
        await view.until({ what: 'the end of it', judge, deadlineMs: stageDeadlineMs, step });
        if (isDeleted) step.done(`${found.length}`);
      });
    } catch (error) {
      if (present().length === 0) throw error;
    }
    return { found, left: present() };
  });
}

/** What holds an object that does not go. */
export function leftover(object: KubeObject): string {
  const { finalizers = [], deletionTimestamp } = object.metadata;
  if (deletionTimestamp === undefined) return nameOf(object);
  const held = finalizers.length === 0 ? '' : `, held by ${finalizers.join(', ')}`;
  return `${nameOf(object)} is being deleted${held}`;
}

async function deleteNamespace(removal: Removal): Promise<void> {
  const { onCluster, api, ended } = removal;
  const { namespace } = onCluster;
  await api.remove(kinds.namespace, undefined, namespace);
  const { left } = await removeObjects(removal, {
    title: `removing the namespace "${namespace}"`,
    of: [kinds.namespace],
    only: ({ metadata }) => metadata.name === namespace,
  });
  if (left.length === 0) ended.removed.push(`Namespace ${namespace}`);
  else ended.left.push(...(await namespaceLeft(api, namespace)));
}

/** The namespace controller tells in its conditions what it waits for. */
async function namespaceLeft(api: Api, namespace: string): Promise<string[]> {
  const object = await api.get(kinds.namespace, '', namespace);
  const { conditions = [] } = (object?.status ?? {}) as {
    conditions?: readonly { status: string; message?: string }[];
  };
  const why = conditions.filter(({ status }) => status === 'True').map(({ message }) => message);
  return [`Namespace ${namespace} after ${formatDuration(stageDeadlineMs)}: ${why.join('; ')}`];
}
