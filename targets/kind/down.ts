/** Ending a chain in the order that finalizers need, in bounded time, and looking whether anything is left. */
import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CourantError } from '../../chain/errors.ts';
import { kubernetesNames } from '../../chain/names.ts';
import type { Reporter } from '../target.ts';
import type { Api } from './api/api.ts';
import { clusterExists, deleteCluster } from './setup/cluster.ts';
import { catchUp } from './drain.ts';
import { kinds, nameOf } from './api/objects.ts';
import type { Kind, KubeObject } from './api/objects.ts';
import { operators } from './setup/operatorCatalog.ts';
import { uninstallOperator } from './setup/installOperator.ts';
import type { KindRecord } from './record.ts';
import type { Site } from './setup/chainOnCluster.ts';
import { isAnythingLeft, leftover, removePlace, untilGone } from './removeNamespace.ts';
import type { Ended } from './removeNamespace.ts';
import { View } from './readiness/watchedNamespace.ts';

interface Down {
  readonly report: Reporter;
  readonly keepData: boolean;
  readonly keepCluster: boolean;
}

/** Kinds in the order in which they go; each stage waits until nothing of it is there. */
const stages: readonly { readonly title: string; readonly kinds: readonly Kind[] }[] = [
  { title: 'removing the queries', kinds: [kinds.sparkApplication] },
  { title: 'removing users and topics', kinds: [kinds.user, kinds.topic] },
  { title: 'removing Kafka', kinds: [kinds.kafka, kinds.nodePool] },
  { title: 'removing volumes', kinds: [kinds.claim] },
];

export async function down(site: Site, options: Down): Promise<Ended> {
  const record = await site.record();
  const api = await site.api();
  const tools = site.tools();
  const ended: Ended = { removed: [], left: [] };
  const cluster = record?.cluster ?? (await site.config()).name;
  const isThere = api !== undefined && (await clusterExists(tools, cluster).catch(() => true));
  if (isThere) {
    if (options.keepData) return keepData(site, api, options);
    if (await takesCluster(api, record, site, options)) {
      await removeCluster(site, cluster, options.report, ended);
    } else {
      await removeChain(site, api, options, ended);
      if (!options.keepCluster) await removeOperators(site, record, options.report, ended);
      if (ended.left.length === 0) await removePlace(site, api, options.report, ended);
    }
  }
  api?.close();
  if (ended.left.length === 0) await forget(site);
  return ended;
}

/** The whole cluster goes where `up` made it and no other chain lives in it. */
async function takesCluster(
  api: Api,
  record: KindRecord | undefined,
  { namespace }: Site,
  { keepCluster }: Down,
): Promise<boolean> {
  if (keepCluster || record?.clusterIs !== 'made') return false;
  const { items } = await api.list(kinds.namespace, undefined, 'app.kubernetes.io/name=courant');
  return items.every(({ metadata }) => metadata.name === namespace);
}

async function removeCluster(
  site: Site,
  cluster: string,
  report: Reporter,
  { removed, left }: Ended,
): Promise<void> {
  const step = report.step(`deleting the cluster "${cluster}"`);
  try {
    await deleteCluster(site.tools(), cluster, site.paths);
    removed.push(`the cluster "${cluster}" with all that was in it`);
    step.done();
  } catch (error) {
    step.failed();
    left.push(inWords(`cluster ${cluster}`, error));
  }
}

/** Generator and queries end; Kafka goes on, as its data would go with it. */
async function keepData(site: Site, api: Api, { report }: Down): Promise<Ended> {
  const removed = await stopGenerator(site, api, report);
  await catchUp(api, site, { report });
  const left: string[] = [];
  await removeStage(site, api, { stage: stages[0], report, ended: { removed, left } });
  api.close();
  return { removed, left };
}

async function stopGenerator(site: Site, api: Api, report: Reporter): Promise<string[]> {
  const { generator } = kubernetesNames(site.place.chain.name);
  if (!(await api.remove(kinds.deployment, site.namespace, generator))) return [];
  const step = report.step('stopping the generator');
  const view = await View.open(api, site.namespace, [kinds.pod]);
  try {
    const isOwn = ({ metadata }: KubeObject): boolean => metadata.name.startsWith(`${generator}-`);
    await untilGone(view, { of: [kinds.pod], only: isOwn, step });
    step.done();
    return [`the generator (Deployment ${generator})`];
  } finally {
    view.close();
  }
}

async function removeChain(site: Site, api: Api, { report }: Down, ended: Ended): Promise<void> {
  const { namespace } = site;
  if ((await api.get(kinds.namespace, '', namespace)) === undefined) return;
  const stopped = await stopGenerator(site, api, report);
  ended.removed.push(...stopped);
  if (stopped.length > 0) await catchUp(api, site, { report });
  for (const stage of stages) {
    await removeStage(site, api, { stage, report, ended });
    if (ended.left.length > 0) return;
  }
}

interface StageOptions {
  readonly stage: (typeof stages)[number] | undefined;
  readonly report: Reporter;
  readonly ended: Ended;
}

async function removeStage(
  { namespace }: Site,
  api: Api,
  { stage, report, ended }: StageOptions,
): Promise<void> {
  if (stage === undefined) return;
  const view = await View.open(api, namespace, stage.kinds);
  const found = stage.kinds.flatMap((kind) => view.all(kind).map((object) => ({ kind, object })));
  if (found.length === 0) {
    view.close();
    return;
  }
  const step = report.step(stage.title);
  try {
    await Promise.all(
      found.map(({ kind, object }) => api.remove(kind, namespace, object.metadata.name)),
    );
    await untilGone(view, { of: stage.kinds, step });
    ended.removed.push(...found.map(({ object }) => nameOf(object)));
    step.done(`${found.length}`);
  } catch (error) {
    step.failed();
    ended.left.push(...stage.kinds.flatMap((kind) => view.all(kind)).map(leftover));
    if (ended.left.length === 0) throw error;
  } finally {
    view.close();
  }
}

async function removeOperators(
  site: Site,
  record: KindRecord | undefined,
  report: Reporter,
  { removed, left }: Ended,
): Promise<void> {
  const isMade = { strimzi: record?.strimziIs, 'spark-operator': record?.sparkOperatorIs };
  for (const operator of operators) {
    if (isMade[operator.id] !== 'made') continue;
    const step = report.step(`uninstalling ${operator.title}`);
    try {
      await uninstallOperator(operator, site.tools(), site.paths.kubeconfig);
      removed.push(operator.title);
      step.done();
    } catch (error) {
      step.failed();
      left.push(inWords(operator.title, error));
    }
  }
}

function inWords(what: string, error: unknown): string {
  const detail = error instanceof CourantError ? error.details.at(-1) : undefined;
  return `${what}: ${detail ?? (error instanceof Error ? error.message : String(error))}`;
}

/** The chain's folder holds nothing of it any more. */
async function forget({ paths }: Site): Promise<void> {
  await rm(paths.root, { recursive: true, force: true });
  // `.courant/` itself stays where a local chain keeps its data in it.
  await rmdir(dirname(paths.root)).catch(() => undefined);
}

/** What `down` would remove, for the question before it. */
export async function removable(
  site: Site,
  { keepData: isDataKept, keepCluster }: Omit<Down, 'report'>,
): Promise<string[]> {
  const api = await site.api();
  const record = await site.record();
  if (api === undefined) return [];
  const options = { keepData: isDataKept, keepCluster };
  const chain = (await isAnythingLeft(api, site)) ? [chainInWords(site, isDataKept)] : [];
  if (isDataKept) return chain;
  if (await takesCluster(api, record, site, { ...options, report: silent })) {
    return [...chain, `the cluster "${record?.cluster}", which courant made`];
  }
  const made = keepCluster ? [] : madeOperators(record);
  return [...chain, ...made];
}

const silent: Reporter = {
  step: () => ({ progress: () => undefined, done: () => undefined, failed: () => undefined }),
  note: () => undefined,
};

function chainInWords({ namespace }: Site, isDataKept: boolean): string {
  return isDataKept
    ? `the generator and the queries of namespace "${namespace}"; Kafka goes on with its data`
    : `namespace "${namespace}": generator, queries, Kafka, topics, volumes`;
}

function madeOperators(record: KindRecord | undefined): string[] {
  const isMade = { strimzi: record?.strimziIs, 'spark-operator': record?.sparkOperatorIs };
  return operators
    .filter(({ id }) => isMade[id] === 'made')
    .map(({ title }) => `${title}, which courant installed`);
}
