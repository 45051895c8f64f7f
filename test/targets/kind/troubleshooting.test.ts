/** Each trouble of docs/troubleshooting.md, through the detection that meets it and prints its hint. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CourantError } from '../../../chain/errors.ts';
import { ApiError, refused } from '../../../targets/kind/api/apiErrors.ts';
import { driverFailure } from '../../../targets/kind/readiness/driverFailure.ts';
import { flinkVerdict } from '../../../targets/kind/readiness/flinkVerdict.ts';
import { podsVerdict } from '../../../targets/kind/readiness/podTroubles.ts';
import { knownTroubles } from '../../../targets/kind/knownTroubles.ts';
import { kinds } from '../../../targets/kind/api/objects.ts';
import { runTool } from '../../../targets/kind/setup/tools.ts';
import type { Tool } from '../../../targets/kind/setup/tools.ts';
import { applicationVerdict } from '../../../targets/kind/readiness/verdicts.ts';
import type { Verdict } from '../../../targets/kind/readiness/verdicts.ts';
import { object, pod, seen, waitingPod, warning } from './objects.ts';

const at = '2026-01-01T00:00:00Z';
const nowMs = Date.parse(at) + 60_000;

/** The message of a section as users see it. */
async function messageOf(id: string): Promise<string> {
  const page = await readFile('docs/troubleshooting.md', 'utf8');
  return (
    new RegExp(`<a id="${id}"></a>\\n+\`\`\`\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1]?.trim() ?? ''
  );
}

/** A tool that prints the message and fails. */
async function printedBy(tool: Tool, message: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-tool-'));
  await writeFile(join(folder, 'message'), message);
  await writeFile(join(folder, tool), `#!/bin/sh\ncat ${folder}/message >&2\nexit 1\n`);
  await chmod(join(folder, tool), 0o755);
  const environment = { PATH: `${folder}:/usr/bin:/bin` };
  const failure = { code: 'COURANT_CLUSTER_FAILED', message: 'failed', hint: 'general' } as const;
  const error = await runTool({ cwd: folder, environment }, [tool], failure).catch(
    (e: unknown) => e,
  );
  await rm(folder, { recursive: true, force: true });
  return error;
}

function errorOf(verdict: Verdict): unknown {
  return verdict.state === 'failed' ? verdict.error : undefined;
}

/** What the operator writes into the status of an application that it gave up twice. */
function submissionFailed(errorMessage: string): unknown {
  const status = {
    applicationState: { state: 'SUBMISSION_FAILED', errorMessage },
    submissionAttempts: 2,
  };
  const application = object(kinds.sparkApplication, 'q', { status });
  const baseline = { executionAttempts: 0, submissionAttempts: 0 };
  return errorOf(applicationVerdict(application, { name: 'q', baseline, executors: [] }));
}

function driverLost(errorMessage: string): unknown {
  const status = {
    applicationState: { state: 'FAILING', errorMessage },
    executionAttempts: 2,
  };
  const application = object(kinds.sparkApplication, 'q', { status });
  const baseline = { executionAttempts: 0, submissionAttempts: 0 };
  return errorOf(applicationVerdict(application, { name: 'q', baseline, executors: [] }));
}

const refusedByApi = (message: string): unknown =>
  refused(object(kinds.pod, 'q'), new ApiError(403, { reason: 'Forbidden', message }));
const saidByDriver = (message: string): unknown => driverFailure(message.split('\n'), 0);
const saidByJobManager = (message: string): unknown => driverFailure([message], 0, 'Flink');
/** What the operator of Flink writes into the status of a deployment. */
function refusedByFlinkOperator(message: string): unknown {
  const error = JSON.stringify({ type: 'UpgradeFailureException', message });
  const status = { lifecycleState: 'UPGRADING', error };
  return errorOf(flinkVerdict(object(kinds.flinkDeployment, 'q', { status }), 'q'));
}
/** `REASON: message`, as the state of a container. */
const waitsFor = (message: string): unknown => {
  const [reason = ''] = message.split(':');
  return errorOf(podsVerdict(seen(waitingPod('p', reason)), nowMs));
};
const crashed = (exitCode: number, reason: string) => (): unknown => {
  const lastState = { terminated: { exitCode, reason } };
  const one = waitingPod('p', 'CrashLoopBackOff', { restartCount: 3, lastState });
  return errorOf(podsVerdict(seen(one), nowMs));
};
const unschedulable = (message: string): unknown => {
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
  const conditions = [{ ...condition, lastTransitionTime: at }];
  const one = pod('p', { phase: 'Pending', conditions });
  return errorOf(podsVerdict(seen(one, warning('p', 'FailedScheduling', message, at)), nowMs));
};

const detections: Readonly<Record<string, (message: string) => unknown>> = {
  'v1beta2-removed': (message) => printedBy('helm', message),
  'crd-not-established': (message) => printedBy('helm', message),
  'annotation-too-long': (message) => printedBy('helm', message),
  'wrong-job-namespace': submissionFailed,
  'kafka-source-missing': saidByDriver,
  'scala-mix': saidByDriver,
  'checkpoint-outlives-topic': saidByDriver,
  'flink-two-planners': saidByJobManager,
  'flink-state-lost': refusedByFlinkOperator,
  'flink-no-worker': saidByJobManager,
  'driver-gone': driverLost,
  'network-policy-forbidden': submissionFailed,
  'digest-not-found': (message) => printedBy('kind', message),
  inotify: (message) => printedBy('kind', message),
  'out-of-memory': crashed(137, 'OOMKilled'),
  'no-room': unschedulable,
  'no-machine-apart': unschedulable,
  'node-refuses': unschedulable,
  'no-node-fits': unschedulable,
  'image-missing': waitsFor,
  'crash-loop': crashed(2, 'Error'),
  'pod-security': refusedByApi,
};

test('every trouble has its detection', () => {
  expect(Object.keys(detections).sort()).toEqual(knownTroubles.map(({ id }) => id).sort());
});

test.each(Object.entries(detections))('%s is met with its own hint', async (id, detect) => {
  const message = await messageOf(id);
  expect(message).not.toBe('');
  const error = await detect(message);
  expect(error).toBeInstanceOf(CourantError);
  expect((error as CourantError).hint).toBe(knownTroubles.find((known) => known.id === id)?.hint);
  expect((error as CourantError).details.join(' ')).not.toBe('');
});
