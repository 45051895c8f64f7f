/** Ending a chain in the order that finalizers need, in bounded time, and looking whether anything is left. */
import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CourantError } from '../../chain/errors.ts';
import { inStep } from '../steps.ts';
import type { DownOptions, DownResult } from '../target.ts';
import type { Api } from './api/api.ts';
import { kinds, nameOf } from './api/objects.ts';
import type { Kind } from './api/objects.ts';
import { catchUp } from './drain.ts';
import type { KindPaths } from './paths.ts';
import type { KindRecord } from './record.ts';
import {
  isAnythingLeft,
  leftover,
  podsGone,
  removeNamespace,
  removeObjects,
} from './removeNamespace.ts';
import type { Removal } from './removeNamespace.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';
import { clusterExists, deleteCluster } from './setup/cluster.ts';
import { uninstallOperator } from './setup/installOperator.ts';
import { operators } from './setup/operatorCatalog.ts';
import type { Operator } from './setup/operatorCatalog.ts';

interface KindDownOptions extends DownOptions {
  readonly keepCluster: boolean;
}

interface Stage {
  readonly title: string;
  readonly of: readonly Kind[];
}
const queriesStage: Stage = {
  title: 'removing the queries',
  of: [kinds.sparkApplication, kinds.flinkDeployment],
};

/** Kinds in the order in which they go; each stage waits until nothing of it is there. */
const stages: readonly Stage[] = [
  queriesStage,
  { title: 'removing users and topics', of: [kinds.user, kinds.topic] },
  { title: 'removing Kafka', of: [kinds.kafka, kinds.nodePool] },
  { title: 'removing volumes', of: [kinds.claim] },
];

export async function down(
  onCluster: ChainOnCluster,
  options: KindDownOptions,
): Promise<DownResult> {
  const record = await onCluster.record();
  const api = await onCluster.api();
  const ended: DownResult = { removed: [], left: [] };
  const cluster = record?.cluster ?? (await onCluster.config()).name;
  const mayExist = () => clusterExists(onCluster.tools(), cluster).catch(() => true);
  if (api !== undefined && (await mayExist())) {
    const removal: Removal = { onCluster, api, report: options.report, ended };
    if (options.keepData) return keepData(removal);
    if (await takesCluster(removal, record, options)) await removeCluster(removal, cluster);
    else {
      await removeChain(removal);
      if (!options.keepCluster) await removeOperators(removal, record);
      if (ended.left.length === 0) await removeNamespace(removal);
    }
  }
  api?.close();
  if (ended.left.length === 0) await forget(onCluster.paths, options.keepCluster);
  return ended;
}

/** The whole cluster goes where `up` made it and no other chain lives in it. */
async function takesCluster(
  { api, onCluster }: Pick<Removal, 'api' | 'onCluster'>,
  record: KindRecord | undefined,
  { keepCluster }: Pick<KindDownOptions, 'keepCluster'>,
): Promise<boolean> {
  if (keepCluster || record?.clusterIs !== 'made') return false;
  const { items } = await api.list(kinds.namespace, undefined, 'app.kubernetes.io/name=courant');
  return items.every(({ metadata }) => metadata.name === onCluster.namespace);
}

async function removeCluster({ onCluster, report, ended }: Removal, name: string): Promise<void> {
  try {
    await inStep(report, `deleting the cluster "${name}"`, () =>
      deleteCluster(onCluster.tools(), name, onCluster.paths),
    );
    ended.removed.push(`the cluster "${name}" with all that was in it`);
  } catch (error) {
    ended.left.push(failureLine(`cluster ${name}`, error));
  }
}

/** Generator and queries end; Kafka goes on, as its data would go with it. */
async function keepData(removal: Removal): Promise<DownResult> {
  await stopGenerator(removal);
  await catchUp(removal.api, removal.onCluster, removal);
  await removeStage(removal, queriesStage);
  removal.api.close();
  return removal.ended;
}

/** @returns whether there was one */
async function stopGenerator(removal: Removal): Promise<boolean> {
  const { api, onCluster, ended } = removal;
  const { generator } = onCluster.names;
  if (!(await api.remove(kinds.deployment, onCluster.namespace, generator))) return false;
  const { left } = await removeObjects(removal, {
    title: 'stopping the generator',
    of: [kinds.pod],
    only: ({ metadata }) => metadata.name.startsWith(`${generator}-`),
  });
  ended.removed.push(`the generator (Deployment ${generator})`);
  ended.left.push(...left.map(leftover));
  return true;
}

async function removeChain(removal: Removal): Promise<void> {
  const { api, onCluster, ended } = removal;
  if ((await api.get(kinds.namespace, '', onCluster.namespace)) === undefined) return;
  if (await stopGenerator(removal)) await catchUp(api, onCluster, removal);
  for (const stage of stages) if (ended.left.length === 0) await removeStage(removal, stage);
  if (ended.left.length === 0) await podsGone(removal);
}

async function removeStage(removal: Removal, stage: Stage): Promise<void> {
  const { found, left } = await removeObjects(removal, { ...stage, isDeleted: true });
  if (left.length === 0) removal.ended.removed.push(...found.map(nameOf));
  removal.ended.left.push(...left.map(leftover));
}

async function removeOperators(
  { onCluster, report, ended }: Removal,
  record: KindRecord | undefined,
): Promise<void> {
  for (const operator of madeOperators(record)) {
    try {
      await inStep(report, `uninstalling ${operator.title}`, () =>
        uninstallOperator(operator, onCluster.tools(), onCluster.paths),
      );
      ended.removed.push(operator.title);
    } catch (error) {
      ended.left.push(failureLine(operator.title, error));
    }
  }
}

function failureLine(what: string, error: unknown): string {
  const detail = error instanceof CourantError ? error.details.at(-1) : undefined;
  return `${what}: ${detail ?? (error instanceof Error ? error.message : String(error))}`;
}

/** The chain's folder holds nothing of it any more, but the credentials of a cluster that is kept: `up` told of them. */
export async function forget(paths: KindPaths, isClusterKept: boolean): Promise<void> {
  const kept = isClusterKept ? basename(paths.kubeconfig) : '';
  for (const name of await readdir(paths.root).catch(() => [])) {
    if (name !== kept) await rm(join(paths.root, name), { recursive: true, force: true });
  }
  await rmdir(paths.root).catch(() => undefined);
  // `.courant/` itself stays where a local chain keeps its data in it.
  await rmdir(dirname(paths.root)).catch(() => undefined);
}

/** What `down` would remove, for the question before it. */
export async function removable(
  onCluster: ChainOnCluster,
  options: Omit<KindDownOptions, 'report'>,
): Promise<string[]> {
  const api = await onCluster.api();
  if (api === undefined) return [];
  const chain = await removableChain(api, onCluster, options);
  if (options.keepData) return chain;
  const record = await onCluster.record();
  if (await takesCluster({ api, onCluster }, record, options)) {
    return [...chain, `the cluster "${record?.cluster}", which courant made`];
  }
  const made = options.keepCluster ? [] : madeOperators(record);
  return [...chain, ...made.map(({ title }) => `${title}, which courant installed`)];
}

async function removableChain(
  api: Api,
  onCluster: ChainOnCluster,
  { keepData: isDataKept }: Pick<DownOptions, 'keepData'>,
): Promise<string[]> {
  if (!(await isAnythingLeft(api, onCluster))) return [];
  const named = `namespace "${onCluster.namespace}"`;
  return [
    isDataKept
      ? `the generator and the queries of ${named}; Kafka goes on with its data`
      : `${named}: generator, queries, Kafka, topics, volumes`,
  ];
}

function madeOperators(record: KindRecord | undefined): Operator[] {
  return operators.filter(({ origin }) => record?.[origin] === 'made');
}
