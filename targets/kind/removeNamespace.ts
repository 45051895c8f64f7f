/** What is left of a chain, and the place where it was. */
import { formatDuration } from '../../chain/words/quantity.ts';
import { strimziClusterLabel } from '../../chain/names.ts';
import type { Reporter } from '../target.ts';
import type { Api } from './api/api.ts';
import { kinds, nameOf } from './api/objects.ts';
import type { Kind, KubeObject } from './api/objects.ts';
import type { Site } from './setup/chainOnCluster.ts';
import { ready, waiting } from './readiness/verdicts.ts';
import { View } from './readiness/watchedNamespace.ts';

/** Longest that one stage may take: a generator that waits for its last acknowledgements, a driver that ends. */
const stageDeadlineMs = 90_000;

export interface Ended {
  readonly removed: string[];
  readonly left: string[];
}

/** What a chain has beside that which `down` removes in stages. */
const ownKinds: readonly Kind[] = [
  kinds.podMonitor,
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
export async function removePlace(
  site: Site,
  api: Api,
  report: Reporter,
  ended: Ended,
): Promise<void> {
  const { namespace } = site;
  const live = await api.get(kinds.namespace, '', namespace);
  if (live === undefined) return;
  await volumesGone(api, namespace, report, ended);
  const isFound = (await site.record())?.namespaceIs === 'found';
  const rights = await foreignRights(api, namespace);
  if (!isFound && rights.length === 0) {
    await removeNamespace(site, api, report, ended);
    return;
  }
  await removeOwn(site, api, ended);
  report.note(
    rights.length > 0
      ? `the namespace "${namespace}" is kept: it holds the rights of operators (${rights.join(', ')})`
      : `the namespace "${namespace}" is kept: it was there before`,
  );
}

/** Volumes go after their claims, by whoever made them; those that are to be retained are not ours to delete. */
async function volumesGone(
  api: Api,
  namespace: string,
  report: Reporter,
  ended: Ended,
): Promise<void> {
  const view = await View.open(api, namespace, [kinds.volume]);
  const only = (volume: KubeObject): boolean => goesWithClaim(volume, namespace);
  const step = view.all(kinds.volume).some(only) ? report.step('waiting for the disks') : undefined;
  try {
    if (step !== undefined) await untilGone(view, { of: [kinds.volume], only, step });
    step?.done();
  } catch {
    step?.failed();
    ended.left.push(...view.all(kinds.volume).filter(only).map(leftover));
  } finally {
    view.close();
  }
}

export function goesWithClaim({ spec }: KubeObject, namespace: string): boolean {
  const { claimRef, persistentVolumeReclaimPolicy } = spec as {
    claimRef?: { namespace?: string };
    persistentVolumeReclaimPolicy?: string;
  };
  return claimRef?.namespace === namespace && persistentVolumeReclaimPolicy === 'Delete';
}

/** Whether something of the chain is in its namespace: the namespace itself may stay for others. */
export async function isAnythingLeft(api: Api, { namespace }: Site): Promise<boolean> {
  const [claims, ...own] = await Promise.all([
    api.list(kinds.claim, namespace),
    ...[kinds.kafka, kinds.sparkApplication, kinds.deployment, kinds.configMap].map((kind) =>
      api.list(kind, namespace, ownSelector(namespace)),
    ),
  ]);
  return [claims, ...own].some(({ items }) => items.length > 0);
}

function ownSelector(namespace: string): string {
  return `app.kubernetes.io/name=courant,app.kubernetes.io/part-of=${namespace}`;
}

/** Role bindings that are neither the chain's nor of its Kafka. */
async function foreignRights(api: Api, namespace: string): Promise<string[]> {
  const { items } = await api.list(kinds.roleBinding, namespace);
  return items.filter(isForeign).map(({ metadata }) => metadata.name);
}

export function isForeign({ metadata: { labels = {} } }: KubeObject): boolean {
  const isOwn = labels['app.kubernetes.io/name'] === 'courant';
  return !isOwn && labels[strimziClusterLabel] === undefined;
}

async function removeOwn({ namespace }: Site, api: Api, { removed }: Ended): Promise<void> {
  const selector = ownSelector(namespace);
  for (const kind of ownKinds) {
    const { items } = await api.list(kind, namespace, selector);
    for (const object of items) {
      await api.remove(kind, namespace, object.metadata.name);
      removed.push(nameOf(object));
    }
  }
}

interface Gone {
  readonly of: readonly Kind[];
  readonly only?: (object: KubeObject) => boolean;
  readonly step: { progress(detail: string): void; done(): void; failed(): void };
}

export function untilGone(view: View, { of, only, step }: Gone): Promise<void> {
  return view.until({
    what: 'the end of it',
    judge: (objects) => {
      const left = of.flatMap((kind) => objects.all(kind)).filter(only ?? (() => true));
      return left.length === 0 ? ready : waiting(`${left.map(nameOf).join(', ')} still there`);
    },
    deadlineMs: stageDeadlineMs,
    step,
  });
}

/** What holds an object that does not go. */
export function leftover(object: KubeObject): string {
  const { finalizers = [], deletionTimestamp } = object.metadata;
  if (deletionTimestamp === undefined) return nameOf(object);
  const held = finalizers.length === 0 ? '' : `, held by ${finalizers.join(', ')}`;
  return `${nameOf(object)} is being deleted${held}`;
}

async function removeNamespace(
  site: Site,
  api: Api,
  report: Reporter,
  ended: Ended,
): Promise<void> {
  const { namespace } = site;
  const step = report.step(`removing the namespace "${namespace}"`);
  await api.remove(kinds.namespace, undefined, namespace);
  const view = await View.open(api, namespace, [kinds.namespace]);
  try {
    const only = ({ metadata }: KubeObject): boolean => metadata.name === namespace;
    await untilGone(view, { of: [kinds.namespace], only, step });
    ended.removed.push(`Namespace ${namespace}`);
    step.done();
  } catch {
    step.failed();
    ended.left.push(...(await namespaceLeft(api, namespace)));
  } finally {
    view.close();
  }
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
