/** Starting the chain: from a machine with Docker, kind and helm to rows in the output topic. */
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
import { isSuspended, resume } from './api/suspension.ts';
import { assertMachine } from './doctor.ts';
import { removeGoneTopics } from './goneTopics.ts';
import { exportLine } from './paths.ts';
import { podsVerdict } from './readiness/podTroubles.ts';
import { applicationVerdict } from './readiness/verdicts.ts';
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
  const isSpark = ({ name }: Applied): boolean => name.startsWith('SparkApplication');
  const isChanged = !isUnchanged(applied.filter(isSpark));
  await resumeQueries(starting);
  let firstReadingMs = 0;
  const waited = await together(
    signal,
    async (both) => {
      const hasWaited = await waitForGenerator({ ...starting, signal: both });
      firstReadingMs = sinceStart();
      return hasWaited;
    },
    (both) => waitForSpark({ ...starting, signal: both }, { ...before, isChanged }),
  );
  const outputs = outputTopics(objects);
  const facts = startFacts(view, { names, before, sinceMs });
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

/** `drain` suspends the application; whoever types `up` wants it to run. */
async function resumeQueries({ api, view, names }: Starting): Promise<void> {
  const live = view.get(kinds.sparkApplication, names.queries);
  if (live !== undefined && isSuspended(live)) await resume(api, live);
}

interface Submitted {
  readonly names: Readonly<Record<'queries' | 'generator', string>>;
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
    // A driver that is gone may have told why before it went.
    sinceMs = Date.parse(driver?.metadata.creationTimestamp ?? '') || sinceMs;
    return { sinceMs, replicas: replicasOf(objects.get(kinds.deployment, generator)) ?? 1 };
  };
}

/** @throws CourantError where a pod or the application cannot heal */
function throwIfBroken(view: Objects, { names: { queries }, before }: Submitted): void {
  const pods = podsVerdict(view, Date.now());
  const live = view.get(kinds.sparkApplication, queries);
  const spark = applicationVerdict(live, { name: queries, baseline: before, executors: [] });
  for (const verdict of [pods, spark]) if (verdict.state === 'failed') throw verdict.error;
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
