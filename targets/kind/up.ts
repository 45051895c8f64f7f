/** From a machine with Docker, kind and helm to rows in the output topic. */
import { readFile } from 'node:fs/promises';
import { writeJsonFile } from '../local/files.ts';
import type { Reporter, UpResult } from '../target.ts';
import { bootstrapAddress } from '../../chain/names.ts';
import { Api } from './api.ts';
import { applyAll, inWords } from './apply.ts';
import type { Applied } from './apply.ts';
import { chainObjects } from './chainObjects.ts';
import type { ChainObjects } from './chainObjects.ts';
import { ensureCluster } from './cluster.ts';
import { podsVerdict } from './failures.ts';
import { buildImages, fullName, imageNames, imagesOfNodes, loadImages } from './images.ts';
import { readManifests, withImages, withReplicas } from './manifests.ts';
import type { ImageNames } from './manifests.ts';
import { applicationStatus, kinds } from './objects.ts';
import type { KubeObject } from './objects.ts';
import { sparkOperator, strimzi } from './operator.ts';
import { ensureOperator } from './operators.ts';
import { stagesOf } from './order.ts';
import { assertMachine } from './preflight.ts';
import { waitForGenerator, waitForKafka, waitForSpark, watchChain } from './ready.ts';
import type { SubmissionBefore } from './ready.ts';
import { writeRecord } from './record.ts';
import type { KindRecord, Origin } from './record.ts';
import { waitForRows } from './rows.ts';
import type { Site } from './site.ts';
import { together } from './together.ts';
import { applicationVerdict } from './verdicts.ts';
import type { View } from './view.ts';

interface Up {
  readonly site: Site;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/** What the first half of `up` made ready for the second. */
interface Ground {
  readonly api: Api;
  readonly chain: ChainObjects;
  readonly names: ImageNames;
}

/** @throws CourantError with what keeps the chain from running; what was applied is kept */
export async function up(options: Up): Promise<UpResult> {
  await assertMachine(options.site, options.report);
  const sinceMs = Date.now();
  const ground = await prepare(options);
  try {
    return await applyChain(options, ground, sinceMs);
  } finally {
    ground.api.close();
  }
}

/** The cluster with its operators, and the images in it. */
async function prepare({ site, report, signal }: Up): Promise<Ground> {
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
  const wanted = [names.generator, names.spark, ...record.settings.loadImages];
  const unseen = wanted.filter((name) => !present.has(fullName(name)));
  if (unseen.length > 0) await loadImages(images, record.cluster, unseen);
  const operators = await ensureOperators({ site, report, signal }, api, {
    ...record,
    namespaceIs,
  });
  await writeRecord(paths, operators);
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
    firstReadingMs: null,
    firstRowMs: null,
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

async function ensureOperators(
  { site, report, signal }: Up,
  api: Api,
  record: KindRecord,
): Promise<KindRecord> {
  const { paths, namespace } = site;
  const shared = { api, kubeconfig: paths.kubeconfig, namespace, report };
  const [strimziIs, sparkOperatorIs] = await together(
    signal,
    (both) =>
      ensureOperator(strimzi, {
        ...shared,
        tools: site.tools(both),
        source: record.settings.strimzi,
        before: record.strimziIs,
        signal: both,
      }),
    (both) =>
      ensureOperator(sparkOperator, {
        ...shared,
        tools: site.tools(both),
        source: record.settings.sparkOperator,
        before: record.sparkOperatorIs,
        signal: both,
      }),
  );
  return { ...record, strimziIs, sparkOperatorIs };
}

function applyStage(
  api: Api,
  objects: readonly KubeObject[],
  names: ImageNames,
): Promise<Applied[]> {
  return applyAll(api, objects, (object, live) => withReplicas(withImages(object, names), live));
}

async function applyChain(
  { site, report, signal }: Up,
  { api, chain, names }: Ground,
  sinceMs: number,
): Promise<UpResult> {
  const stages = stagesOf(chain.all);
  const step = report.step('applying the chain');
  const ground = await applyStage(api, stages.ground, names);
  const view = await watchChain(api, chain);
  const waiting = { api, view, chain, report, signal };
  try {
    step.done(inWords(ground));
    await waitForKafka(waiting);
    const before = submissionOf(view, chain);
    const workloads = await applyStage(api, stages.workloads, names);
    report.note(`generator and queries: ${inWords(workloads)}`);
    const changed = workloads.filter(({ change }) => change !== 'unchanged');
    const isChanged = changed.some(({ name }) => name.startsWith('SparkApplication'));
    await resume(api, view, chain);
    let firstReadingMs = 0;
    await together(
      signal,
      async (both) => {
        await waitForGenerator({ ...waiting, signal: both });
        firstReadingMs = sinceStart();
      },
      (both) => waitForSpark({ ...waiting, signal: both }, { ...before, isChanged }),
    );
    const assertHealthy = (): void => {
      throwIfBroken(view, chain, before);
    };
    const { outputs } = chain;
    const { name } = site.place.chain;
    await waitForRows({ api, chain: name, outputs, sinceMs, report, signal, assertHealthy });
    report.note(`for kubectl: ${exportLine(site.paths.kubeconfig)}`);
    const unchanged = [...ground, ...workloads].every(({ change }) => change === 'unchanged');
    return await finish(site, { unchanged, firstReadingMs, firstRowMs: sinceStart() });
  } finally {
    view.close();
  }
}

/** The user's own kubeconfig and its context are never changed. */
export function exportLine(kubeconfig: string): string {
  const isPlain = /^[\w@%+=:,./-]+$/.test(kubeconfig);
  const quoted = `'${kubeconfig.replaceAll("'", `'\\''`)}'`;
  return `export KUBECONFIG=${isPlain ? kubeconfig : quoted}`;
}

/** From the start of this process. */
function sinceStart(): number {
  return Math.round(performance.now());
}

function submissionOf(view: View, { application }: ChainObjects): SubmissionBefore {
  const live = view.get(kinds.sparkApplication, application);
  const status = applicationStatus(live);
  return {
    executionAttempts: status.executionAttempts ?? 0,
    submissionAttempts: status.submissionAttempts ?? 0,
    submissionId: (live?.status as { submissionID?: string } | undefined)?.submissionID,
    isChanged: false,
  };
}

/** `drain` suspends the application; whoever types `up` wants it to run. */
async function resume(api: Api, view: View, { application }: ChainObjects): Promise<void> {
  const live = view.get(kinds.sparkApplication, application);
  if (live === undefined || (live.spec as { suspend?: boolean }).suspend !== true) return;
  await api.merge(kinds.sparkApplication, live, { spec: { suspend: false } });
}

function throwIfBroken(view: View, { application }: ChainObjects, before: SubmissionBefore): void {
  const pods = podsVerdict(view, Date.now());
  const live = view.get(kinds.sparkApplication, application);
  const spark = applicationVerdict(live, { name: application, baseline: before, executors: [] });
  for (const verdict of [pods, spark]) if (verdict.state === 'failed') throw verdict.error;
}

interface Finished {
  readonly unchanged: boolean;
  readonly firstReadingMs: number;
  readonly firstRowMs: number;
}

async function finish(site: Site, { unchanged, ...times }: Finished): Promise<UpResult> {
  const record = await site.record();
  const known = unchanged ? { firstReadingMs: null, firstRowMs: null } : times;
  if (record !== undefined) await writeRecord(site.paths, { ...record, ...known });
  return {
    ready: true,
    target: 'kind',
    bootstrapServers: [bootstrapAddress(site.place.chain.name, site.namespace)],
    ...known,
    unchanged,
  };
}
