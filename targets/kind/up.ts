/** Starting the chain: from a machine with Docker, kind and helm to rows in the output topic. */
import { sparkQueries } from '../../chain/chain.ts';
import { bootstrapAddress } from '../../chain/names.ts';
import type { StartFacts } from '../data/firstRow.ts';
import { waitForRows } from '../data/waitForRows.ts';
import type { RowsSeen } from '../data/waitForRows.ts';
import { inStep } from '../steps.ts';
import type { UpResult } from '../target.ts';
import { together } from '../together.ts';
import { changeSummary, isUnchanged, stagesOf } from './api/apply.ts';
import type { Applied, Stages } from './api/apply.ts';
import { kafkaConnection } from './api/kafkaForward.ts';
import { applicationStatus, kinds, replicasOf, warningsOf } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import { isSuspended, resume } from './api/suspension.ts';
import { assertMachine } from './doctor.ts';
import { removeGoneDeployments, removeGoneTopics } from './goneTopics.ts';
import { exportLine } from './paths.ts';
import { flinksVerdict } from './readiness/flinkVerdict.ts';
import { podsVerdict } from './readiness/podTroubles.ts';
import { applicationVerdict } from './readiness/verdicts.ts';
import { waitForFlink } from './readiness/flinkWait.ts';
import { waitForGenerator, waitForKafka, waitForSpark, watchedKinds } from './readiness/waits.ts';
import type { SubmissionBefore } from './readiness/waits.ts';
import { whileWatching } from './readiness/watchedNamespace.ts';
import type { Objects, WatchedNamespace } from './readiness/watchedNamespace.ts';
import { writeRecord } from './record.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';
import { outputTopics } from './setup/manifests.ts';
import { applyStage, prepare } from './setup/prepare.ts';
import type { Prepared, UpOptions } from './setup/prepare.ts';

/** An `up` whose cluster is prepared. */
interface Applying extends UpOptions, Prepared {
  /** When `up` began with the cluster, in ms since the epoch. */
  readonly sinceMs: number;
}

/** The same once the namespace is watched. */
interface Starting extends Applying {
  readonly view: WatchedNamespace;
  readonly names: ChainOnCluster['names'];
}

/** @throws CourantError with what keeps the chain from running; what was applied is kept */
export async function up(options: UpOptions): Promise<UpResult> {
  await assertMachine(options.onCluster, options.report);
  const sinceMs = Date.now();
  const prepared = await prepare(options);
  try {
    return await applyChain({ ...options, ...prepared, sinceMs });
  } finally {
    prepared.api.close();
  }
}

async function applyChain(applying: Applying): Promise<UpResult> {
  const { api, objects, onCluster, report } = applying;
  const { names, namespace } = onCluster;
  const stages = stagesOf(objects);
  const infrastructure = await applyInfrastructure(applying, stages);
  // Watched only now: what was seen before it was applied might pass for ready.
  return whileWatching(api, namespace, watchedKinds, async (view) => {
    const starting = { ...applying, view, names };
    await waitForKafka(starting, objects);
    for (const text of warningsOf(view.get(kinds.kafka, names.kafka))) report.note(text);
    const started = await startWorkloads(starting, stages);
    report.note(`for kubectl: ${exportLine(onCluster.paths.kubeconfig)}`);
    const unchanged = isUnchanged(infrastructure) && started.unchanged;
    return finish(onCluster, { ...started, unchanged });
  });
}

function applyInfrastructure(
  { api, images, report }: Applying,
  { infrastructure }: Stages,
): Promise<Applied[]> {
  return inStep(report, 'applying the chain', async (step) => {
    const applied = await applyStage(api, infrastructure, images);
    step.done(changeSummary(applied));
    return applied;
  });
}

/** Generator and queries, until rows come out. */
async function startWorkloads(starting: Starting, { workloads }: Stages): Promise<Finished> {
  const { api, images, names, objects, onCluster, report, signal, sinceMs, view } = starting;
  const before = submissionOf(starting);
  const applied = await applyStage(api, workloads, images);
  report.note(`generator and queries: ${changeSummary(applied)}`);
  await removeGoneTopics(starting);
  await removeGoneDeployments(starting);
  const isSpark = ({ name }: Applied): boolean => name.startsWith('SparkApplication');
  const isChanged = !isUnchanged(applied.filter(isSpark));
  await resumeQueries(starting);
  let firstReadingMs = 0;
  const flinks = objects.filter(isFlink);
  const waited = await together<boolean>(
    signal,
    async (both) => {
      const hasWaited = await waitForGenerator({ ...starting, signal: both });
      firstReadingMs = sinceStart();
      return hasWaited;
    },
    async (both) => {
      const hasSpark = sparkQueries(onCluster.chain) !== undefined;
      return hasSpark && waitForSpark({ ...starting, signal: both }, { ...before, isChanged });
    },
    async (both) =>
      flinks.length > 0 && waitForFlink({ ...starting, signal: both }, flinks.map(nameIn)),
  );
  const outputs = outputTopics(objects);
  const facts = startFacts(view, {
    names,
    before,
    sinceMs,
    hasSpark: sparkQueries(onCluster.chain) !== undefined,
    flinks: flinks.map(nameIn),
  });
  const connection = await kafkaConnection(api, onCluster.chain.name);
  const rows = await waitForRows(connection, { outputs, facts, report, signal });
  // What an earlier `up` applied may only have come up during this one.
  return { ...rows, firstReadingMs, unchanged: isUnchanged(applied) && !waited.includes(true) };
}

/** From the start of this process. */
function sinceStart(): number {
  return Math.round(performance.now());
}

function submissionOf({ view, names }: Starting): SubmissionBefore {
  const {
    executionAttempts = 0,
    submissionAttempts = 0,
    submissionID: submissionId,
  } = applicationStatus(view.get(kinds.sparkApplication, names.queries));
  return { executionAttempts, submissionAttempts, submissionId, isChanged: false };
}

const isFlink = ({ kind }: KubeObject): boolean => kind === kinds.flinkDeployment.kind;
const nameIn = ({ metadata }: KubeObject): string => metadata.name;

/** `drain` suspends those who run queries; whoever types `up` wants them to run. */
async function resumeQueries({ api, view, names }: Starting): Promise<void> {
  const spark = view.get(kinds.sparkApplication, names.queries);
  const all = [...(spark === undefined ? [] : [spark]), ...view.all(kinds.flinkDeployment)];
  for (const live of all.filter(isSuspended)) await resume(api, live);
}

interface Submitted {
  readonly names: Readonly<Record<'queries' | 'generator', string>>;
  /** Whether Spark runs queries. */
  readonly hasSpark?: boolean;
  /** FlinkDeployments of the chain. */
  readonly flinks?: readonly string[];
  readonly before: SubmissionBefore;
  /** When `up` was typed, in ms since the epoch. */
  readonly sinceMs: number;
}

/** What the cluster tells of a start, asked again and again. Exported for tests. */
export function startFacts(objects: Objects, submitted: Submitted): () => StartFacts {
  const { queries, generator } = submitted.names;
  let { sinceMs } = submitted;
  return () => {
    throwIfBroken(objects, submitted);
    const driver = objects.get(kinds.pod, `${queries}-driver`);
    const runners = [...(driver === undefined ? [] : [driver]), ...jobManagers(objects)];
    const began = runners.map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? ''));
    // One that is gone may have told why before it went.
    const first = Math.min(...began.filter(Number.isFinite));
    if (Number.isFinite(first)) sinceMs = first;
    return { sinceMs, replicas: replicasOf(objects.get(kinds.deployment, generator)) ?? 1 };
  };
}

function jobManagers(objects: Objects): KubeObject[] {
  return objects
    .all(kinds.pod)
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'jobmanager');
}

/** @throws CourantError where a pod, the application or a query of Flink cannot heal */
function throwIfBroken(view: Objects, submitted: Submitted): void {
  const { names, before, hasSpark = true, flinks = [] } = submitted;
  const live = view.get(kinds.sparkApplication, names.queries);
  const options = { name: names.queries, baseline: before, executors: [] };
  const verdicts = [
    podsVerdict(view, Date.now()),
    ...(hasSpark ? [applicationVerdict(live, options)] : []),
    ...(flinks.length > 0 ? [flinksVerdict(view, flinks, Date.now())] : []),
  ];
  for (const verdict of verdicts) if (verdict.state === 'failed') throw verdict.error;
}

interface Finished extends RowsSeen {
  readonly unchanged: boolean;
  readonly firstReadingMs: number;
}

async function finish(
  onCluster: ChainOnCluster,
  { unchanged, warnings, ...times }: Finished,
): Promise<UpResult> {
  const record = await onCluster.record();
  const known = unchanged ? { firstReadingMs: null, firstRowMs: null } : times;
  // Of a chain that ran already the times of its start stay.
  if (record !== undefined && !unchanged) {
    await writeRecord(onCluster.paths, { ...record, ...times });
  }
  return {
    ready: true,
    target: 'kind',
    bootstrapServers: [bootstrapAddress(onCluster.chain.name, onCluster.namespace)],
    ...known,
    warnings,
    unchanged,
  };
}
