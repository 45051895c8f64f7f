/** One chain on one cluster: the start of every operation of the target. */
import { readFile } from 'node:fs/promises';
import { CourantError } from '../../../chain/errors.ts';
import { kubernetesNames } from '../../../chain/names.ts';
import type { Environment } from '../../machine/environment.ts';
import type { ChainFolder } from '../../target.ts';
import { Api } from '../api/api.ts';
import { clusterConfig, clusterExists, printedKubeconfig } from './cluster.ts';
import type { ClusterConfig } from './cluster.ts';
import { kindPaths } from '../paths.ts';
import type { KindPaths } from '../paths.ts';
import { readRecord } from '../record.ts';
import type { KindRecord } from '../record.ts';
import { settingsOf } from '../settings.ts';
import type { SettingsFlags, KindSettings } from '../settings.ts';
import type { Tools } from './tools.ts';

export interface ChainOnCluster extends ChainFolder {
  readonly environment: Environment;
  readonly paths: KindPaths;
  /** Names of its objects. */
  readonly names: ReturnType<typeof kubernetesNames>;
  readonly namespace: string;
  /** Settings as they are now: flags, environment, what was recorded. */
  settings(): Promise<KindSettings>;
  config(): Promise<ClusterConfig>;
  record(): Promise<KindRecord | undefined>;
  /** `undefined` where there is no such cluster. */
  api(): Promise<Api | undefined>;
  /** @throws CourantError COURANT_NOT_RUNNING where there is no such cluster */
  startedApi(): Promise<Api>;
  tools(signal?: AbortSignal): Tools;
}

export function chainOnCluster(
  chainFolder: ChainFolder,
  environment: Environment,
  flags: SettingsFlags,
): ChainOnCluster {
  const { folder, chain } = chainFolder;
  const paths = kindPaths(folder);
  const names = kubernetesNames(chain.name);
  let opened: Api | undefined;
  const onCluster: ChainOnCluster = {
    ...chainFolder,
    environment,
    paths,
    names,
    namespace: names.namespace,
    settings: async () => settingsOf(flags, environment, (await onCluster.record())?.settings),
    config: async () => clusterConfig(folder, (await onCluster.settings()).cluster),
    record: () => readRecord(paths),
    api: async () => (opened ??= await openApi(onCluster)),
    startedApi: async () => {
      const api = await onCluster.api();
      if (api === undefined) throw notStarted((await onCluster.record())?.cluster);
      return api;
    },
    tools: (signal) => ({ cwd: folder, environment, log: paths.log, signal }),
  };
  return onCluster;
}

/**
 * By the credentials that are kept here, while they fit: a cluster that was made anew has others. A chain that was
 * started from elsewhere, or whose folder was lost, is found by the name of its cluster.
 */
async function openApi(onCluster: ChainOnCluster): Promise<Api | undefined> {
  const { paths } = onCluster;
  const tools = onCluster.tools();
  const { name } = await onCluster.config();
  const recorded = (await onCluster.record())?.cluster ?? name;
  const isOwn = recorded === name;
  const own = isOwn ? await readFile(paths.kubeconfig, 'utf8').catch(() => undefined) : undefined;
  const kept = own === undefined ? undefined : new Api(own);
  if (kept !== undefined && (await kept.answers())) return kept;
  const printed = await printedKubeconfig(tools, name);
  if (printed !== undefined) return new Api(printed);
  return kept === undefined || (await isGone(tools, name)) ? undefined : kept;
}

/** Only where kind says so: without it nobody knows. */
function isGone(tools: Tools, name: string): Promise<boolean> {
  return clusterExists(tools, name).then(
    (isThere) => !isThere,
    () => false,
  );
}

/** @param cluster the one that this folder's chain was started in */
function notStarted(cluster: string | undefined): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_RUNNING',
    message:
      cluster === undefined
        ? 'the chain was not started on kind from this folder'
        : `the cluster "${cluster}" is gone, and the chain's data with it`,
    hint: 'start it: courant up --target kind',
  });
}
