/** Everything that a chain stands on: its images, a cluster, its namespace, its operators. */
import { readFile } from 'node:fs/promises';
import { writeJsonFile } from '../../machine/jsonFile.ts';
import type { OperationOptions } from '../../target.ts';
import { together } from '../../together.ts';
import { Api } from '../api/api.ts';
import { applyAll, stagesOf } from '../api/apply.ts';
import type { Applied } from '../api/apply.ts';
import type { KubeObject } from '../api/objects.ts';
import { RecordKeeper, writeRecord } from '../record.ts';
import type { KindRecord } from '../record.ts';
import type { ChainOnCluster } from './chainOnCluster.ts';
import { ensureCluster } from './cluster.ts';
import { ensureOperator } from './ensureOperator.ts';
import { buildImages, fullName, imageNames, imagesOfNodes, loadImages, partsOf } from './images.ts';
import { readManifests, withImages, withLiveDisks, withReplicas } from './manifests.ts';
import type { ImageNames } from './manifests.ts';
import { operatorsOf } from './operatorCatalog.ts';
import { servedObjects } from './servedObjects.ts';

export interface UpOptions extends OperationOptions {
  readonly onCluster: ChainOnCluster;
}

/** What the first half of `up` made ready for the second. */
export interface Prepared {
  readonly api: Api;
  /** Every object of the chain, in the order of the manifests. */
  readonly objects: readonly KubeObject[];
  readonly images: ImageNames;
}

export async function prepare(options: UpOptions): Promise<Prepared> {
  const { onCluster, signal } = options;
  const { paths, environment } = onCluster;
  const images = await imageNames(onCluster, environment);
  const present = await presentImages(onCluster);
  // A cluster, and meanwhile the images and the manifests.
  const [record, written] = await together(
    signal,
    (both) => findOrMakeCluster({ ...options, signal: both }),
    async (both) => {
      await buildImages({ ...options, images, signal: both }, present);
      return readManifests(onCluster.tools(both), onCluster, paths);
    },
  );
  const api = new Api(await readFile(paths.kubeconfig, 'utf8'));
  const keeper = new RecordKeeper(paths, record);
  const objects = await servedObjects(api, written, options.report);
  // The namespace: operators are told of it, and put rights into it.
  const [namespace] = await applyStage(api, stagesOf(objects).namespace, images);
  const isMade = namespace?.change === 'made';
  await keeper.keep({ namespaceIs: record.namespaceIs ?? (isMade ? 'made' : 'found') });
  // Images into the nodes.
  const own = partsOf(onCluster.chain).map((part) => images[part]);
  const wanted = [...own, ...record.settings.loadImages];
  const unseen = wanted.filter((name) => !present.has(fullName(name)));
  if (unseen.length > 0) await loadImages({ ...options, images }, record.cluster, unseen);
  // The operators.
  await together<void>(
    signal,
    ...operatorsOf(onCluster.chain).map(
      (operator) => (all: AbortSignal) =>
        ensureOperator(operator, { ...options, api, keeper, signal: all }),
    ),
  );
  // The definition, for commands that look at the chain later.
  await writeJsonFile(paths.definition, onCluster.chain);
  return { api, objects, images };
}

/** What the nodes of a cluster that is there already have: it is neither built nor loaded again. */
async function presentImages(onCluster: ChainOnCluster): Promise<ReadonlySet<string>> {
  const api = await onCluster.api();
  return api === undefined ? new Set() : imagesOfNodes(api);
}

async function findOrMakeCluster({ onCluster, report, signal }: UpOptions): Promise<KindRecord> {
  const [before, settings, config] = await Promise.all([
    onCluster.record(),
    onCluster.settings(),
    onCluster.config(),
  ]);
  const { paths } = onCluster;
  const isSame = before?.cluster === config.name;
  const isKnown = isSame && (await hasKeptCredentials(onCluster));
  const tools = onCluster.tools(signal);
  const origin = isKnown
    ? 'found'
    : await ensureCluster({ tools, paths, config, settings, report });
  const nothing = {
    strimziIs: null,
    sparkOperatorIs: null,
    flinkOperatorIs: null,
    namespaceIs: null,
  };
  const record: KindRecord = {
    ...(isSame && origin === 'found' ? before : { ...nothing, clusterIs: origin }),
    cluster: config.name,
    settings,
    firstReadingMs: before?.firstReadingMs ?? null,
    firstRowMs: before?.firstRowMs ?? null,
  };
  // Written before anything else is made, so that `down` knows of it whatever happens next.
  await writeRecord(paths, record);
  return record;
}

/** They reach the cluster: then nothing of it need be asked of kind. */
async function hasKeptCredentials({ paths, api }: ChainOnCluster): Promise<boolean> {
  const kept = await readFile(paths.kubeconfig, 'utf8').catch(() => undefined);
  return kept !== undefined && (await api())?.isFrom(kept) === true;
}

export function applyStage(
  api: Api,
  objects: readonly KubeObject[],
  images: ImageNames,
): Promise<Applied[]> {
  return applyAll(api, objects, (object, live) =>
    withLiveDisks(withReplicas(withImages(object, images), live), live),
  );
}
