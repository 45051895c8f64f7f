import { PassThrough, duplexPair } from 'node:stream';
import { expect, test } from 'vitest';
import { podsByAddress, tie } from '../../../targets/kind/api/kafkaForward.ts';
import { isForeign, leftover } from '../../../targets/kind/removeNamespace.ts';
import { sourcesOfPod } from '../../../targets/kind/logs.ts';
import { kinds } from '../../../targets/kind/api/objects.ts';
import { legOf, legsOf } from '../../../targets/kind/readiness/podLegs.ts';
import { stateFrom } from '../../../targets/kind/state.ts';
import { object, pod, strimziObject } from './objects.ts';

const nowMs = Date.parse('2026-01-01T00:01:00Z');
const running = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
const own = (component: string) => ({
  labels: {
    'app.kubernetes.io/instance': 'sensors',
    'app.kubernetes.io/component': component,
  },
});
const pods = [
  pod('sensors-queries-driver', running, own('driver')),
  pod('sensors-dual-role-0', running, { labels: { 'strimzi.io/cluster': 'sensors' } }),
  pod('sensors-generator-1', running, own('generator')),
];

test('pods belong to legs by their labels, in the direction of the data', () => {
  expect(legsOf(pods, 'sensors', nowMs).map(({ name, id, state }) => [name, id, state])).toEqual([
    ['generator', 'sensors-generator-1', 'running'],
    ['kafka', 'sensors-dual-role-0', 'running'],
    ['spark', 'sensors-queries-driver', 'running'],
  ]);
  expect(legOf(pod('x', running, own('checkpoints')), 'sensors')).toBeUndefined();
  expect(legOf(pods[2]!, 'another')).toBeUndefined();
});

const kafka = strimziObject(kinds.kafka, 'sensors', { type: 'Ready', status: 'True' });
const generator = object(kinds.deployment, 'sensors-generator', {
  spec: { replicas: 3 },
  status: { conditions: [{ type: 'Available', status: 'True' }] },
});
const application = (spec: object = {}, status: object = {}) =>
  object(kinds.sparkApplication, 'sensors-queries', {
    spec,
    status: { applicationState: { state: 'RUNNING' }, ...status },
  });

test('a chain runs when every part of it does', () => {
  const all = { kafka, generator, application: application(), pods };
  expect(stateFrom(all, 'sensors', nowMs)).toMatchObject({
    running: true,
    phase: 'running',
    replicas: 3,
    bootstrapServers: ['sensors-kafka-bootstrap.sensors.svc:9093'],
  });
  const suspended = { ...all, application: application({ suspend: true }) };
  expect(stateFrom(suspended, 'sensors', nowMs).phase).toBe('draining');
  const waiting = { ...all, application: application({}, { applicationState: {} }) };
  expect(stateFrom(waiting, 'sensors', nowMs).phase).toBe('starting');
});

const flink = (name: string, status: object, spec: object = {}) =>
  object(kinds.flinkDeployment, name, { status, spec });
const runs = { jobStatus: { state: 'RUNNING' } };

test('with Flink a chain runs when each of its queries does, and drains when they are suspended', () => {
  const phase = (...flinks: ReturnType<typeof flink>[]) =>
    stateFrom({ kafka, generator, application: undefined, flinks, pods }, 'sensors', nowMs).phase;
  expect(phase(flink('a', runs), flink('b', runs))).toBe('running');
  expect(phase(flink('a', runs), flink('b', { jobStatus: { state: 'RESTARTING' } }))).toBe(
    'starting',
  );
  expect(phase(flink('a', runs, { job: { state: 'suspended' } }))).toBe('draining');
  const both = { kafka, generator, application: application(), flinks: [flink('a', {})], pods };
  expect(stateFrom(both, 'sensors', nowMs).phase).toBe('starting');
});

test('pods of Flink are its leg; a query without any is told of by what its operator says', () => {
  const own1 = pod('sensors-flink-a-1', running, own('jobmanager'));
  const own2 = pod('sensors-flink-a-taskmanager-1', running, own('taskmanager'));
  const error = JSON.stringify({ message: 'configmaps is forbidden' });
  const flinks = [flink('sensors-flink-a', runs), flink('sensors-flink-b', { error })];
  const { legs } = stateFrom(
    { kafka, generator, application: undefined, flinks, pods: [own1, own2] },
    'sensors',
    nowMs,
  );
  expect(legs).toMatchObject([
    { name: 'flink', id: 'sensors-flink-a-1', state: 'running' },
    { name: 'flink', id: 'sensors-flink-a-taskmanager-1', state: 'running' },
    {
      name: 'flink',
      id: 'sensors-flink-b',
      state: 'starting',
      lastFailure: 'configmaps is forbidden',
    },
  ]);
});

test('without generator and queries Kafka only keeps the data', () => {
  const seen = { kafka, generator: undefined, application: undefined, pods };
  expect(stateFrom(seen, 'sensors', nowMs)).toMatchObject({ running: false, phase: 'stopped' });
  const nothing = { ...seen, kafka: undefined, pods: [] };
  expect(stateFrom(nothing, 'sensors', nowMs)).toMatchObject({ running: false, phase: 'stopped' });
  expect(stateFrom({ ...nothing, pods }, 'sensors', nowMs).phase).toBe('left behind');
});

test('a driver that the operator submitted again was started again', () => {
  const again = application({}, { executionAttempts: 3 });
  const { legs } = stateFrom({ kafka, generator, application: again, pods }, 'sensors', nowMs);
  expect(legs.find(({ name }) => name === 'spark')?.restarts).toBe(2);
});

test('where no driver could be submitted, the reason of the operator stands in its place', () => {
  const refused = application(
    {},
    {
      applicationState: { state: 'SUBMISSION_FAILED', errorMessage: 'x\nError: forbidden\n\tat y' },
    },
  );
  const others = pods.filter(({ metadata }) => !metadata.name.endsWith('-driver'));
  const { legs } = stateFrom(
    { kafka, generator, application: refused, pods: others },
    'sensors',
    nowMs,
  );
  expect(legs.at(-1)).toMatchObject({
    id: `${refused.metadata.name}-driver`,
    state: 'failed',
    lastFailure: 'Error: forbidden',
  });
});

test('each broker is reached by its own pod, the bootstrap address by any', () => {
  const brokers = ['sensors-dual-role-0', 'sensors-dual-role-1'];
  const podFor = podsByAddress(() => brokers);
  const bootstrap = 'sensors-kafka-bootstrap.sensors.svc';
  // Whoever tries again meets another one.
  expect([podFor(bootstrap), podFor(bootstrap), podFor(bootstrap)]).toEqual([
    ...brokers,
    brokers[0],
  ]);
  const advertised = 'sensors-dual-role-1.sensors-kafka-brokers.sensors.svc';
  expect(podFor(advertised)).toBe('sensors-dual-role-1');
});

test('an executor that failed belongs to a driver that is gone: it is no leg', () => {
  const failed = { phase: 'Failed', message: '', reason: 'Error' };
  const ended = [pod('q-exec-3', failed, own('executor')), pod('q-driver', failed, own('driver'))];
  const legs = legsOf(ended, 'sensors', nowMs);
  expect(legs.map(({ id, lastFailure }) => [id, lastFailure])).toEqual([
    ['q-driver', 'Failed: Error'],
  ]);
});

test('a port-forward that ends is an error of the socket, and of nothing else', async () => {
  const [near, far] = duplexPair();
  const socket = new PassThrough();
  tie(socket, near, far);
  const told = new Promise((resolve) => socket.once('error', resolve));
  far.destroy(new Error('the port-forward ended'));
  expect(String(await told)).toContain('the port-forward ended');
  expect([near.destroyed, far.destroyed, socket.destroyed]).toEqual([true, true, true]);
});

test('what does not go is named with what holds it', () => {
  const held = object(kinds.topic, 'readings', {
    metadata: { deletionTimestamp: 'x', finalizers: ['strimzi.io/topic-operator'] },
  });
  expect(leftover(held)).toBe(
    'KafkaTopic readings is being deleted, held by strimzi.io/topic-operator',
  );
});

test('rights that an operator has in the namespace are told from those of the chain and of its Kafka', () => {
  const binding = (labels?: Record<string, string>) =>
    object(kinds.roleBinding, 'x', { metadata: { labels } });
  expect(isForeign(binding({ 'app.kubernetes.io/name': 'courant' }))).toBe(false);
  expect(isForeign(binding({ 'strimzi.io/cluster': 'sensors' }))).toBe(false);
  expect(isForeign(binding({ 'app.kubernetes.io/managed-by': 'Helm' }))).toBe(true);
  expect(isForeign(binding())).toBe(true);
});

test('containers of one pod are told apart in the logs', () => {
  const entity = object(kinds.pod, 'sensors-entity-operator-1', {
    metadata: { labels: { 'strimzi.io/cluster': 'sensors' } },
    spec: { containers: [{ name: 'topic-operator' }, { name: 'user-operator' }] },
  });
  expect(sourcesOfPod(entity, 'sensors').map(({ id }) => id)).toEqual([
    'sensors-entity-operator-1/topic-operator',
    'sensors-entity-operator-1/user-operator',
  ]);
});

test('what Strimzi warns of though Kafka is ready is told', () => {
  const message = 'Storage Class standard does not support resizing of volumes';
  const conditions = [
    { type: 'Ready', status: 'True' },
    { type: 'Warning', status: 'True', reason: 'PvcResizingWarning', message },
  ];
  const warned = object(kinds.kafka, 'sensors', { status: { conditions } });
  const seen = { kafka: warned, generator, application: application(), pods };
  expect(stateFrom(seen, 'sensors', nowMs).warnings).toEqual([
    `Kafka sensors: PvcResizingWarning: ${message}`,
  ]);
  expect(stateFrom({ ...seen, kafka }, 'sensors', nowMs).warnings).toEqual([]);
});
