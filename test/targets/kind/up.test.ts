import { expect, test } from 'vitest';
import { kinds } from '../../../targets/kind/api/objects.ts';
import { startFacts } from '../../../targets/kind/up.ts';
import { object, pod, seen, waitingPod } from './objects.ts';

const upMs = Date.parse('2026-03-01T12:00:00Z');
const submitted = {
  names: { queries: 'q', generator: 'g' },
  before: {
    executionAttempts: 0,
    submissionAttempts: 0,
    submissionId: undefined,
    isChanged: false,
  },
  sinceMs: upMs,
};
const driver = (creationTimestamp: string) =>
  pod('q-driver', { phase: 'Running' }, { creationTimestamp });
const application = object(kinds.sparkApplication, 'q', {
  status: { applicationState: { state: 'RUNNING' } },
});

test('reports count from the start of the driver that runs, which may be older than this command', () => {
  const sinceMs = (at: string) => startFacts(seen(application, driver(at)), submitted)().sinceMs;
  expect(sinceMs('2026-03-01T11:00:00Z')).toBe(Date.parse('2026-03-01T11:00:00Z'));
  expect(sinceMs('2026-03-01T12:01:00Z')).toBe(Date.parse('2026-03-01T12:01:00Z'));
});

test('where no driver was seen, from when up was typed; of one that is gone its reports stay', () => {
  let objects = seen(application);
  const facts = startFacts(
    { all: (k) => objects.all(k), get: (k, n) => objects.get(k, n) },
    submitted,
  );
  expect(facts().sinceMs).toBe(upMs);
  objects = seen(application, driver('2026-03-01T12:01:00Z'));
  facts();
  objects = seen(application);
  expect(facts().sinceMs).toBe(Date.parse('2026-03-01T12:01:00Z'));
});

test('as many generators count as the Deployment is to have, not as many as are defined', () => {
  const replicas = (spec: object) =>
    startFacts(seen(application, object(kinds.deployment, 'g', { spec })), submitted)().replicas;
  expect(replicas({ replicas: 0 })).toBe(0);
  expect(replicas({ replicas: 3 })).toBe(3);
  expect(replicas({})).toBe(1);
});

test('a pod that cannot run ends the start', () => {
  const facts = startFacts(seen(application, waitingPod('q-exec-1', 'ErrImagePull')), submitted);
  expect(facts).toThrow(expect.objectContaining({ code: 'COURANT_LEG_FAILED' }));
});

test('of Flink the first JobManager tells since when reports count, and a query that was given up ends the start', () => {
  const own = { 'app.kubernetes.io/component': 'jobmanager' };
  const jobManager = (name: string, creationTimestamp: string) =>
    pod(name, { phase: 'Running' }, { labels: own, creationTimestamp });
  const alone = { ...submitted, hasSpark: false, flinks: ['f'] };
  const flink = (lifecycleState: string) =>
    object(kinds.flinkDeployment, 'f', { status: { lifecycleState } });
  const managers = [
    jobManager('f-1', '2026-03-01T11:30:00Z'),
    jobManager('g-1', '2026-03-01T11:00:00Z'),
  ];
  const facts = startFacts(seen(flink('STABLE'), ...managers), alone);
  expect(facts().sinceMs).toBe(Date.parse('2026-03-01T11:00:00Z'));
  expect(startFacts(seen(flink('FAILED')), alone)).toThrow(
    expect.objectContaining({ code: 'COURANT_LEG_FAILED' }),
  );
});
