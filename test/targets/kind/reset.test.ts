import { expect, test } from 'vitest';
import { doneVerdict, removingPod } from '../../../targets/kind/resetCheckpoint.ts';
import { asDefined } from '../../../targets/kind/resetTopic.ts';
import { kinds } from '../../../targets/kind/api/objects.ts';
import { standsStill } from '../../../targets/kind/reset.ts';
import { isGone } from '../../../targets/kind/resetFlink.ts';
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
  const of = { namespace: 'n', chain: 'n', image: 'i', engine: 'spark' } as const;
  const made = removingPod({ ...of, query: 'hot' });
  const spec = made.spec as { containers: { command: string[] }[]; securityContext: object };
  expect(spec.containers[0]?.command).toEqual(['rm', '-rf', '--', '/checkpoints/hot']);
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
  expect(JSON.stringify(spec)).toContain('"drop":["ALL"]');
  for (const query of ['', '..', 'a/b', '.x']) {
    expect(() => removingPod({ ...of, query })).toThrow();
  }
});

test('of a query of Flink it drops the checkpoints and what Flink remembers of them', () => {
  const of = { namespace: 'n', chain: 'n', image: 'i', engine: 'flink' } as const;
  const { spec } = removingPod({ ...of, query: 'hot' }) as {
    spec: { containers: { command: string[] }[]; volumes: unknown[]; securityContext: object };
  };
  const folders = ['/checkpoints/checkpoints/hot', '/checkpoints/ha/hot'];
  expect(spec.containers[0]?.command).toEqual(['rm', '-rf', '--', ...folders]);
  expect(spec.securityContext).toMatchObject({ runAsUser: 9_999, fsGroup: 9_999 });
  expect(spec.volumes).toEqual([
    { name: 'checkpoints', persistentVolumeClaim: { claimName: 'n-flink-checkpoints' } },
  ]);
});

test('a query of Flink is gone with its object and its last pod', () => {
  const deployment = object(kinds.flinkDeployment, 'f');
  const own = pod('f-taskmanager-1', {}, { labels: { app: 'f' } });
  const other = pod('g-taskmanager-1', {}, { labels: { app: 'g' } });
  expect(isGone(seen(deployment), 'f').state).toBe('waiting');
  expect(isGone(seen(own, other), 'f').state).toBe('waiting');
  expect(isGone(seen(other), 'f').state).toBe('ready');
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
