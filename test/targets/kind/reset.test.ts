import { expect, test } from 'vitest';
import { doneVerdict, removingPod } from '../../../targets/kind/resetCheckpoint.ts';
import { asDefined } from '../../../targets/kind/resetTopic.ts';
import { kinds } from '../../../targets/kind/api/objects.ts';
import { standsStill } from '../../../targets/kind/reset.ts';
import { object, pod, seen, strimziObject, waitingPod } from './objects.ts';

const application = (state: string) =>
  object(kinds.sparkApplication, 'q', { status: { applicationState: { state } } });
const executor = (phase: string) =>
  pod('q-exec-1', { phase }, { labels: { 'spark-role': 'executor' } });

test.each([
  ['a driver that still ends', [application('SUSPENDING')], 'waiting'],
  ['an executor that still writes', [application('SUSPENDED'), executor('Running')], 'waiting'],
  ['records of executors that ended', [application('SUSPENDED'), executor('Succeeded')], 'ready'],
  ['no application after down --keep-data', [], 'ready'],
])('with %s Spark stands still: %s', (_what, objects, expected) => {
  expect(standsStill(seen(...objects), 'q').state).toBe(expected);
});

test('the pod that drops a checkpoint fits Pod Security restricted and touches one folder', () => {
  const made = removingPod({ namespace: 'n', chain: 'n', image: 'i', query: 'hot' });
  const spec = made.spec as { containers: { command: string[] }[]; securityContext: object };
  expect(spec.containers[0]?.command).toEqual(['rm', '-rf', '--', '/checkpoints/hot']);
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
  expect(JSON.stringify(spec)).toContain('"drop":["ALL"]');
  for (const query of ['', '..', 'a/b', '.x']) {
    expect(() => removingPod({ namespace: 'n', chain: 'n', image: 'i', query })).toThrow();
  }
});

test('it is waited for until it has ended well; one that cannot run is told', () => {
  const at = (phase: string) => doneVerdict(seen(pod('p', { phase })), 'p', 0).state;
  expect([at('Pending'), at('Running'), at('Succeeded'), at('Failed')]).toEqual([
    'waiting',
    'waiting',
    'ready',
    'failed',
  ]);
  expect(doneVerdict(seen(waitingPod('p', 'ErrImagePull')), 'p', 0).state).toBe('failed');
});

test('a topic is made again as it was asked for', () => {
  const live = strimziObject(kinds.topic, 'hot', { type: 'Ready', status: 'True' });
  const again = asDefined({ ...live, spec: { partitions: 4 } });
  expect(again).toEqual({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: { name: 'hot', namespace: 'sensors', labels: {}, annotations: {} },
    spec: { partitions: 4 },
  });
});
