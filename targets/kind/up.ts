/** From a machine with Docker, kind and helm to rows in the output topic. */
import type { UpResult } from '../target.ts';
import { bootstrapAddress } from '../../chain/names.ts';
import type { Api } from './api/api.ts';
import { inWords } from './api/apply.ts';
import type { ChainObjects } from './readiness/chainObjects.ts';
import { podsVerdict } from './readiness/podTroubles.ts';
import { applyStage, prepare } from './setup/prepare.ts';
import type { Ground, Up } from './setup/prepare.ts';
import { applicationStatus, kinds } from './api/objects.ts';
import { stagesOf } from './api/order.ts';
import { exportLine } from './paths.ts';
import { assertMachine } from './preflight.ts';
import { waitForGenerator, waitForKafka, waitForSpark, watchChain } from './readiness/waits.ts';
import type { SubmissionBefore } from './readiness/waits.ts';
import { writeRecord } from './record.ts';
import { waitForRows } from '../data/waitForRows.ts';
import type { RowsSeen } from '../data/waitForRows.ts';
import { kafkaConnection } from './api/kafkaForward.ts';
import type { Site } from './setup/chainOnCluster.ts';
import { together } from '../together.ts';
import { applicationVerdict } from './readiness/verdicts.ts';
import type { Objects, View } from './readiness/watchedNamespace.ts';
import type { StartFacts } from '../data/firstRow.ts';

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
    const waited = await together(
      signal,
      async (both) => {
        const hasWaited = await waitForGenerator({ ...waiting, signal: both });
        firstReadingMs = sinceStart();
        return hasWaited;
      },
      (both) => waitForSpark({ ...waiting, signal: both }, { ...before, isChanged }),
    );
    const { outputs } = chain;
    const facts = startFacts(view, { chain, before, sinceMs });
    const connection = await kafkaConnection(api, site.place.chain.name);
    const rows = await waitForRows(connection, { outputs, facts, report, signal });
    report.note(`for kubectl: ${exportLine(site.paths.kubeconfig)}`);
    const isApplied = [...ground, ...workloads].every(({ change }) => change === 'unchanged');
    // What an earlier `up` applied may only have come up during this one.
    const unchanged = isApplied && !waited.includes(true);
    return await finish(site, { unchanged, firstReadingMs, ...rows });
  } finally {
    view.close();
  }
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

interface Submitted {
  readonly chain: Pick<ChainObjects, 'application' | 'generator'>;
  readonly before: SubmissionBefore;
  /** When `up` was typed, in ms since the epoch. */
  readonly sinceMs: number;
}

/** What the cluster tells of a start, asked again and again. Exported for tests. */
export function startFacts(objects: Objects, submitted: Submitted): () => StartFacts {
  const { application, generator } = submitted.chain;
  let { sinceMs } = submitted;
  return () => {
    throwIfBroken(objects, submitted);
    const driver = objects.get(kinds.pod, `${application}-driver`);
    // A driver that is gone may have told why before it went.
    sinceMs = Date.parse(driver?.metadata.creationTimestamp ?? '') || sinceMs;
    const deployment = objects.get(kinds.deployment, generator);
    const { replicas = 1 } = (deployment?.spec ?? {}) as { replicas?: number };
    return { sinceMs, replicas };
  };
}

/** @throws CourantError where a pod or the application cannot heal */
function throwIfBroken(view: Objects, { chain: { application }, before }: Submitted): void {
  const pods = podsVerdict(view, Date.now());
  const live = view.get(kinds.sparkApplication, application);
  const spark = applicationVerdict(live, { name: application, baseline: before, executors: [] });
  for (const verdict of [pods, spark]) if (verdict.state === 'failed') throw verdict.error;
}

interface Finished extends RowsSeen {
  readonly unchanged: boolean;
  readonly firstReadingMs: number;
}

async function finish(site: Site, { unchanged, warnings, ...times }: Finished): Promise<UpResult> {
  const record = await site.record();
  const known = unchanged ? { firstReadingMs: null, firstRowMs: null } : times;
  // Of a chain that ran already the times of its start stay.
  if (record !== undefined && !unchanged) await writeRecord(site.paths, { ...record, ...times });
  return {
    ready: true,
    target: 'kind',
    bootstrapServers: [bootstrapAddress(site.place.chain.name, site.namespace)],
    ...known,
    warnings,
    unchanged,
  };
}
