/** One chain on one cluster: what every operation of the target starts from. */
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
import type { KindFlags, KindSettings } from '../settings.ts';
import type { Tools } from './tools.ts';

export interface Site {
  readonly place: ChainFolder;
  readonly environment: Environment;
  readonly paths: KindPaths;
  readonly namespace: string;
  /** Settings as they are now: flags, environment, what was recorded. */
  settings(): Promise<KindSettings>;
  config(): Promise<ClusterConfig>;
  record(): Promise<KindRecord | undefined>;
  /** `undefined` where there is no such cluster. */
  api(): Promise<Api | undefined>;
  tools(signal?: AbortSignal): Tools;
}

export function siteOf(place: ChainFolder, environment: Environment, flags: KindFlags): Site {
  const paths = kindPaths(place.folder);
  let opened: Api | undefined;
  const record = (): Promise<KindRecord | undefined> => readRecord(paths);
  const settings = async (): Promise<KindSettings> =>
    settingsOf(flags, environment, (await record())?.settings);
  const config = async (): Promise<ClusterConfig> =>
    clusterConfig(place.folder, (await settings()).cluster);
  const tools = (signal?: AbortSignal): Tools => ({
    cwd: place.folder,
    environment,
    log: paths.log,
    signal,
  });
  return {
    place,
    environment,
    paths,
    namespace: kubernetesNames(place.chain.name).namespace,
    record,
    settings,
    config,
    api: async () => {
      opened ??= await openApi({ tools: tools(), paths, record, config });
      return opened;
    },
    tools,
  };
}

type Known = Pick<Site, 'paths' | 'record' | 'config'> & { readonly tools: Tools };

/**
 * By the credentials that are kept here, while they fit: a cluster that was made anew has others. A chain that was
 * started from elsewhere, or whose folder was lost, is found by the name of its cluster.
 */
async function openApi({ tools, paths, record, config }: Known): Promise<Api | undefined> {
  const { name } = await config();
  const recorded = (await record())?.cluster ?? name;
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

export function notStarted(): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_RUNNING',
    message: 'the chain was not started on kind from this folder',
    hint: 'start it: courant up --target kind',
  });
}
