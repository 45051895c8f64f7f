import { describe, expect, test } from 'vitest';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import {
  allOf,
  applicationVerdict,
  deploymentVerdict,
  ready,
  strimziVerdict,
  waiting,
  webhookVerdict,
} from '../../../../targets/kind/readiness/verdicts.ts';
import type { Verdict } from '../../../../targets/kind/readiness/verdicts.ts';
import { object, pod, strimziObject } from '../objects.ts';

function said(verdict: Verdict): string {
  if (verdict.state === 'waiting') return verdict.why;
  if (verdict.state === 'failed') {
    return [verdict.error.message, ...verdict.error.details, verdict.error.hint ?? ''].join(' | ');
  }
  return 'ready';
}

describe('Strimzi', () => {
  test('Ready counts only for the generation that was asked for', () => {
    const condition = { type: 'Ready', status: 'True' };
    expect(strimziVerdict(strimziObject(kinds.kafka, 'sensors', condition), '')).toEqual(ready);
    const stale = object(kinds.kafka, 'sensors', {
      metadata: { generation: 3 },
      status: { observedGeneration: 2, conditions: [condition] },
    });
    expect(said(strimziVerdict(stale, ''))).toContain('has not looked at it yet');
  });

  test('what it waits for is told in the words of the operator', () => {
    const condition = { type: 'NotReady', status: 'True', reason: 'Creating', message: 'pods' };
    const verdict = strimziVerdict(strimziObject(kinds.kafka, 'sensors', condition), '');
    expect(said(verdict)).toBe('Kafka sensors: Creating: pods');
  });

  test('fewer partitions are refused for good', () => {
    const message = 'Decreasing partitions not supported';
    const condition = { type: 'Ready', status: 'False', reason: 'NotSupported', message };
    const verdict = strimziVerdict(strimziObject(kinds.topic, 'readings', condition), '');
    expect(verdict.state).toBe('failed');
    expect(said(verdict)).toContain(message);
  });

  test('an object that is not there yet is named', () => {
    expect(said(strimziVerdict(undefined, 'topic readings'))).toBe(
      'topic readings is not there yet',
    );
  });
});

describe('Deployment', () => {
  const spec = { replicas: 3 };
  const deployment = (status: object) =>
    object(kinds.deployment, 'g', {
      metadata: { generation: 1 },
      spec,
      status: { observedGeneration: 1, ...status },
    });

  test.each([
    [{ replicas: 3, updatedReplicas: 3, availableReplicas: 3 }, 'ready'],
    [{ replicas: 4, updatedReplicas: 3, availableReplicas: 3 }, '3 of 3 replicas available'],
    [{ replicas: 3, updatedReplicas: 3, availableReplicas: 1 }, '1 of 3 replicas available'],
  ])('%j', (status, expected) => {
    expect(said(deploymentVerdict(deployment(status), 'g'))).toContain(expected);
  });

  test('scaled to none is ready when none is left', () => {
    const none = object(kinds.deployment, 'g', {
      metadata: { generation: 1 },
      spec: { replicas: 0 },
      status: { observedGeneration: 1 },
    });
    expect(deploymentVerdict(none, 'g')).toEqual(ready);
  });
});

describe('SparkApplication', () => {
  const baseline = { executionAttempts: 0, submissionAttempts: 0 };
  const executors = [pod('e', { phase: 'Running' })];
  const judge = (status: object, from = baseline, running = executors): string => {
    const application = object(kinds.sparkApplication, 'q', { status });
    return said(applicationVerdict(application, { name: 'q', baseline: from, executors: running }));
  };
  const failing = (state: string, attempts: object) =>
    judge({
      applicationState: { state, errorMessage: 'pods "d" is forbidden\n\tat java.lang.Thread' },
      ...attempts,
    });

  test('RUNNING needs an executor beside the driver', () => {
    const status = { applicationState: { state: 'RUNNING' }, executionAttempts: 1 };
    expect(judge(status)).toBe('ready');
    expect(judge(status, baseline, [])).toContain('its executor is not there yet');
  });

  test('one failure is tried again, and told; the second ends it, without the stack', () => {
    expect(failing('SUBMISSION_FAILED', { submissionAttempts: 1 })).toContain(
      'is SUBMISSION_FAILED: pods "d" is forbidden',
    );
    const second = failing('SUBMISSION_FAILED', { submissionAttempts: 2 });
    expect(second).toContain('could not be submitted 2 times');
    expect(second).not.toContain('java.lang');
    expect(failing('PENDING_RERUN', { executionAttempts: 2 })).toContain('without a micro-batch');
  });

  test('attempts of earlier runs do not count', () => {
    const status = { applicationState: { state: 'FAILING' }, executionAttempts: 5 };
    expect(judge(status, { ...baseline, executionAttempts: 4 })).toContain('is FAILING');
    expect(judge(status, { ...baseline, executionAttempts: 3 })).toContain('ended 2 times');
    // Another spec begins the count anew.
    const anew = { applicationState: { state: 'FAILING' }, executionAttempts: 1 };
    expect(judge(anew, { ...baseline, executionAttempts: 9 })).toContain('is FAILING');
  });
});

test('the webhook of the Spark operator needs its certificate and an endpoint', () => {
  const configuration = (caBundle?: string) =>
    ({
      ...object(kinds.mutatingWebhook, 'w'),
      webhooks: [{ clientConfig: { caBundle } }],
    }) as never;
  const slice = (isReady: boolean) =>
    ({
      ...object(kinds.endpointSlice, 's'),
      endpoints: [{ conditions: { ready: isReady } }],
    }) as never;
  expect(said(webhookVerdict(undefined, []))).toContain('not there yet');
  expect(said(webhookVerdict(configuration(), [slice(true)]))).toContain('no certificate');
  expect(said(webhookVerdict(configuration('ca'), [slice(false)]))).toContain('no ready endpoint');
  expect(webhookVerdict(configuration('ca'), [slice(true)])).toEqual(ready);
});

test('a failure goes before what is only not ready yet', () => {
  const broken = strimziVerdict(
    strimziObject(kinds.topic, 't', { type: 'Ready', status: 'False', reason: 'NotSupported' }),
    '',
  );
  expect(allOf([ready, waiting('a'), broken])).toBe(broken);
  expect(allOf([ready, waiting('a')])).toEqual(waiting('a'));
  expect(allOf([])).toEqual(ready);
});
