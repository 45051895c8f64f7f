import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Api } from '../../../../targets/kind/api/api.ts';
import { applyAll } from '../../../../targets/kind/api/apply.ts';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import { kindPaths } from '../../../../targets/kind/paths.ts';
import { kindTarget } from '../../../../targets/kind/target.ts';
import { ready, waiting } from '../../../../targets/kind/readiness/verdicts.ts';
import { WatchedNamespace } from '../../../../targets/kind/readiness/watchedNamespace.ts';
import { makeChainFolder } from '../../chainFolder.ts';
import { FakeApi, kubeconfigFor } from '../fakeApi.ts';
import { object, strimziObject } from '../objects.ts';

let fake: FakeApi;
beforeEach(async () => {
  fake = await FakeApi.start();
});
afterEach(() => fake.stop());

const step = { progress: () => undefined, done: () => undefined, failed: () => undefined };
const topic = (spec: object) => object(kinds.topic, 'readings', { spec });

test('objects are applied on the server, as one owner of fields, and a second time changes nothing', async () => {
  const prepare = <T>(one: T): T => one;
  const first = await applyAll(fake.api, [topic({ partitions: 4 })], prepare);
  expect(first).toEqual([{ name: 'KafkaTopic readings', change: 'made' }]);
  const patch = fake.asked.find(({ method }) => method === 'PATCH');
  expect(patch?.contentType).toBe('application/apply-patch+yaml');
  expect(patch?.url.searchParams.get('fieldManager')).toBe('courant');
  const again = await applyAll(fake.api, [topic({ partitions: 4 })], prepare);
  expect(again[0]?.change).toBe('unchanged');
  const other = await applyAll(fake.api, [topic({ partitions: 8 })], prepare);
  expect(other[0]?.change).toBe('changed');
});

test('a kind that the cluster does not know is refused with what is missing', async () => {
  fake.unknown.add('kafkatopics');
  const applying = applyAll(fake.api, [topic({})], (one) => one);
  await expect(applying).rejects.toMatchObject({
    code: 'COURANT_CLUSTER_REFUSED',
    message: 'the cluster refused KafkaTopic readings',
  });
});

test('a cluster that does not answer is told with its address', async () => {
  const gone = new Api(kubeconfigFor('http://127.0.0.1:1'));
  await expect(gone.list(kinds.pod)).rejects.toMatchObject({
    code: 'COURANT_CLUSTER_UNREACHABLE',
    message: 'the cluster at http://127.0.0.1:1 does not answer',
  });
});

test('a wait ends with the change that it waits for, also when the watch was ended in between', async () => {
  const view = await WatchedNamespace.open(fake.api, 'sensors', [kinds.kafka]);
  const judge = () =>
    view.get(kinds.kafka, 'sensors') === undefined ? waiting('not there') : ready;
  const until = view.until({ what: 'Kafka', judge, deadlineMs: 10_000, step });
  fake.endWatches();
  fake.put(kinds.kafka, strimziObject(kinds.kafka, 'sensors'));
  await until;
  view.close();
});

test('at the deadline the last observation is told, and the evidence', async () => {
  const view = await WatchedNamespace.open(fake.api, 'sensors', [kinds.kafka]);
  const until = view.until({
    what: 'Kafka "sensors"',
    judge: () => waiting('no pod yet'),
    deadlineMs: 20,
    step,
    evidence: () => ['pod a Pending'],
  });
  await expect(until).rejects.toMatchObject({
    code: 'COURANT_NOT_READY',
    message: 'Kafka "sensors" was not ready after 20ms',
    details: ['last seen: no pod yet', 'pod a Pending'],
  });
  view.close();
});

async function startedChain() {
  const place = await makeChainFolder({ name: 'sensors' });
  const paths = kindPaths(place.folder);
  await mkdir(dirname(paths.kubeconfig), { recursive: true });
  await writeFile(paths.kubeconfig, kubeconfigFor(serverOf(fake)));
  // No docker, no kind: whether the cluster is there cannot be asked, and it answers.
  return { place, target: kindTarget(place, { PATH: '' }, { keepCluster: true }) };
}

function serverOf({ api }: FakeApi): string {
  return api.config.getCurrentCluster()?.server ?? '';
}

function fillNamespace(): void {
  fake.put(kinds.namespace, {
    ...object(kinds.namespace, 'sensors'),
    metadata: { name: 'sensors' },
  });
  for (const kind of [kinds.sparkApplication, kinds.user, kinds.kafka, kinds.nodePool]) {
    fake.put(kind, object(kind, 'sensors'));
  }
  fake.put(kinds.deployment, object(kinds.deployment, 'sensors-generator'));
  fake.put(kinds.topic, topic({ partitions: 4 }));
  fake.put(kinds.claim, object(kinds.claim, 'data-0-sensors-dual-role-0'));
}

test('down removes in the order that finalizers need, and tells what', async () => {
  fillNamespace();
  const { place, target } = await startedChain();
  const { removed, left } = await target.down({
    report: { step: () => step, note: () => undefined },
    keepData: false,
  });
  expect(left).toEqual([]);
  const deleted = fake.asked
    .filter(({ method }) => method === 'DELETE')
    .map(({ url }) => url.pathname.split('/').at(-2));
  expect(deleted).toEqual([
    'deployments',
    'sparkapplications',
    'kafkausers',
    'kafkatopics',
    'kafkas',
    'kafkanodepools',
    'persistentvolumeclaims',
    'namespaces',
  ]);
  expect(removed).toContain('Kafka sensors');
  expect(removed.at(-1)).toBe('Namespace sensors');
  await place.dispose();
});

test('down leaves a namespace in which an operator keeps its rights, and then nothing is left to remove', async () => {
  fillNamespace();
  fake.put(kinds.roleBinding, object(kinds.roleBinding, 'strimzi-cluster-operator'));
  const { place, target } = await startedChain();
  expect(await target.removable({ keepData: false })).toHaveLength(1);
  const notes: string[] = [];
  const report = { step: () => step, note: (line: string) => void notes.push(line) };
  const { left } = await target.down({ report, keepData: false });
  expect(left).toEqual([]);
  expect(fake.has(kinds.roleBinding, 'sensors', 'strimzi-cluster-operator')).toBe(true);
  expect(notes.join()).toContain('it holds the rights of operators (strimzi-cluster-operator)');
  await mkdir(dirname(kindPaths(place.folder).kubeconfig), { recursive: true });
  await writeFile(kindPaths(place.folder).kubeconfig, kubeconfigFor(serverOf(fake)));
  const again = kindTarget(place, { PATH: '' }, { keepCluster: true });
  expect(await again.removable({ keepData: false })).toEqual([]);
  await place.dispose();
});

test('down that keeps the data leaves Kafka, its topics and its volumes', async () => {
  fillNamespace();
  const { place, target } = await startedChain();
  const report = { step: () => step, note: () => undefined };
  const { left } = await target.down({ report, keepData: true });
  expect(left).toEqual([]);
  expect(fake.has(kinds.sparkApplication, 'sensors', 'sensors')).toBe(false);
  for (const [kind, name] of [
    [kinds.kafka, 'sensors'],
    [kinds.topic, 'readings'],
    [kinds.claim, 'data-0-sensors-dual-role-0'],
  ] as const) {
    expect(fake.has(kind, 'sensors', name), name).toBe(true);
  }
  await place.dispose();
});
