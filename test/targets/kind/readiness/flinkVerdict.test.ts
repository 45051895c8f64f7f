import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../targets/kind/api/objects.ts';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import { flinkReasons, flinksVerdict } from '../../../../targets/kind/readiness/flinkVerdict.ts';
import { object, pod, seen, waitingPod } from '../objects.ts';

const name = 'sensors-flink-hot';
const nowMs = Date.parse('2026-01-01T00:01:00Z');
const deployment = (status: object, generation = 1) =>
  object(kinds.flinkDeployment, name, {
    metadata: { generation },
    status: { observedGeneration: 1, ...status },
  });
const runs = {
  lifecycleState: 'STABLE',
  jobManagerDeploymentStatus: 'READY',
  jobStatus: { state: 'RUNNING' },
};
const verdictOf = (...objects: readonly KubeObject[]) =>
  flinksVerdict(seen(...objects), [name], nowMs);

test.each([
  ['a job that runs', [deployment(runs)], 'ready'],
  ['a change that the operator has not seen', [deployment(runs, 2)], 'waiting'],
  ['nothing', [], 'waiting'],
  ['a JobManager that starts', [deployment({ lifecycleState: 'DEPLOYED' })], 'waiting'],
  [
    'a job that is restarted by Flink',
    [deployment({ ...runs, jobStatus: { state: 'RESTARTING' } })],
    'waiting',
  ],
  ['a deployment that was given up', [deployment({ lifecycleState: 'FAILED' })], 'failed'],
  [
    'a pod that cannot run',
    [deployment({ lifecycleState: 'DEPLOYED' }), waitingPod(`${name}-1`, 'ErrImagePull')],
    'failed',
  ],
  [
    "another query's pod that cannot run",
    [deployment(runs), waitingPod('sensors-flink-other-1', 'ErrImagePull')],
    'ready',
  ],
])('with %s', (_what, objects, state) => {
  expect(verdictOf(...objects).state).toBe(state);
});

test('what it waits for says where the job is, and what the operator says', () => {
  const error = JSON.stringify({
    type: 'ReconciliationException',
    message: 'java.lang.IllegalStateException: no',
    throwableList: [{ message: 'Connection refused: x-rest.sensors' }],
  });
  const status = { lifecycleState: 'UPGRADING', jobStatus: { state: 'RECONCILING' }, error };
  expect(verdictOf(deployment(status), pod('x', {}))).toEqual({
    state: 'waiting',
    why: `FlinkDeployment ${name} is UPGRADING, its job RECONCILING: java.lang.IllegalStateException: no`,
  });
  expect(flinkReasons(deployment({ error: 'plain text denied' }))).toEqual(['plain text denied']);
  expect(flinkReasons(deployment({}))).toEqual([]);
});
