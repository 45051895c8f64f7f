/** What a chain stands on: a cluster with both operators, its namespace, and the images in the nodes. */
import { readFile } from 'node:fs/promises';
import { writeJsonFile } from '../../machine/jsonFile.ts';
import type { Reporter } from '../../target.ts';
import { Api } from '../api/api.ts';
import { applyAll } from '../api/apply.ts';
import type { Applied } from '../api/apply.ts';
import { chainObjects } from '../readiness/chainObjects.ts';
import type { ChainObjects } from '../readiness/chainObjects.ts';
import { ensureCluster } from './cluster.ts';
import { buildImages, fullName, imageNames, imagesOfNodes, loadImages } from './images.ts';
import { readManifests, withImages, withReplicas } from './manifests.ts';
import type { ImageNames } from './manifests.ts';
import type { KubeObject } from '../api/objects.ts';
import { sparkOperator, strimzi } from './operatorCatalog.ts';
import { ensureOperator } from './ensureOperator.ts';
import { stagesOf } from '../api/order.ts';
import { writeRecord } from '../record.ts';
import type { KindRecord, Origin } from '../record.ts';
import type { Site } from './chainOnCluster.ts';
import { together } from '../../together.ts';

export interface Up {
  readonly site: Site;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/** What the first half of `up` made ready for the second. */
export interface Ground {
  readonly api: Api;
  readonly chain: ChainObjects;
  readonly names: ImageNames;
}

/** The cluster with its operators, and the images in it. */
export async function prepare({ site, report, signal }: Up): Promise<Ground> {
  const { place, environment, paths } = site;
  const names = await imageNames(place, environment);
  const images = { tools: site.tools(signal), place, paths, names, report };
  const present = await presentImages(site);
  const [record, all] = await together(
    signal,
    (both) => makeCluster({ site, report, signal: both }),
    async (both) => {
      await buildImages({ ...images, tools: site.tools(both) }, present);
      return readManifests(site.tools(both), place, paths);
    },
  );
  const chain = chainObjects(all);
  const api = new Api(await readFile(paths.kubeconfig, 'utf8'));
  const found = await applyStage(api, stagesOf(all).namespace, names);
  const namespaceIs = record.namespaceIs ?? (found[0]?.change === 'made' ? 'made' : 'found');
  const keeper = new RecordKeeper(site, record);
  await keeper.keep({ namespaceIs });
  const wanted = [names.generator, names.spark, ...record.settings.loadImages];
  const unseen = wanted.filter((name) => !present.has(fullName(name)));
  if (unseen.length > 0) await loadImages(images, record.cluster, unseen);
  await ensureOperators({ site, report, signal }, api, keeper);
  await writeJsonFile(paths.definition, place.chain);
  return { api, chain, names };
}

/** What the nodes of a cluster that is there already have: it is neither built nor loaded again. */
async function presentImages(site: Site): Promise<ReadonlySet<string>> {
  const api = await site.api();
  return api === undefined ? new Set() : imagesOfNodes(api);
}

async function makeCluster({ site, report, signal }: Up): Promise<KindRecord> {
  const [before, settings, config] = await Promise.all([
    site.record(),
    site.settings(),
    site.config(),
  ]);
  const { paths } = site;
  const isSame = before?.cluster === config.name;
  const tools = site.tools(signal);
  const isKnown = isSame && (await hasKeptCredentials(site));
  const origin: Origin = isKnown
    ? 'found'
    : await ensureCluster({ tools, paths, config, settings, report });
  const nothing = { strimziIs: null, sparkOperatorIs: null, namespaceIs: null };
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
async function hasKeptCredentials({ paths, api }: Site): Promise<boolean> {
  const kept = await readFile(paths.kubeconfig, 'utf8').catch(() => undefined);
  return kept !== undefined && (await api())?.isFrom(kept) === true;
}

/** What was made is written down before it is made: `down` knows of it whatever interrupts this command. */
class RecordKeeper {
  readonly #site: Site;
  #record: KindRecord;

  constructor(site: Site, record: KindRecord) {
    this.#site = site;
    this.#record = record;
  }

  get record(): KindRecord {
    return this.#record;
  }

  async keep(change: Partial<KindRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await writeRecord(this.#site.paths, this.#record);
  }
}

async function ensureOperators(
  { site, report, signal }: Up,
  api: Api,
  keeper: RecordKeeper,
): Promise<void> {
  const { paths, namespace } = site;
  const shared = { api, kubeconfig: paths.kubeconfig, namespace, report };
  const { settings, strimziIs, sparkOperatorIs } = keeper.record;
  await together(
    signal,
    (both) =>
      ensureOperator(strimzi, {
        ...shared,
        tools: site.tools(both),
        source: settings.strimzi,
        before: strimziIs,
        keep: (origin) => keeper.keep({ strimziIs: origin }),
        signal: both,
      }),
    (both) =>
      ensureOperator(sparkOperator, {
        ...shared,
        tools: site.tools(both),
        source: settings.sparkOperator,
        before: sparkOperatorIs,
        keep: (origin) => keeper.keep({ sparkOperatorIs: origin }),
        signal: both,
      }),
  );
}

export function applyStage(
  api: Api,
  objects: readonly KubeObject[],
  names: ImageNames,
): Promise<Applied[]> {
  return applyAll(api, objects, (object, live) => withReplicas(withImages(object, names), live));
}
