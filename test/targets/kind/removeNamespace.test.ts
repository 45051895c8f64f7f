import { afterEach, beforeEach, expect, test } from 'vitest';
import { kubernetesNames } from '../../../chain/names.ts';
import { kinds } from '../../../targets/kind/api/objects.ts';
import { podsGone, removeObjects } from '../../../targets/kind/removeNamespace.ts';
import type { Removal } from '../../../targets/kind/removeNamespace.ts';
import { silentReporter } from '../../../targets/steps.ts';
import { FakeApi } from './fakeApi.ts';
import { object, pod } from './objects.ts';

const names = kubernetesNames('sensors');
const ofKafka = { labels: { 'strimzi.io/cluster': names.kafka } };
let fake: FakeApi;

beforeEach(async () => {
  fake = await FakeApi.start();
});
afterEach(() => fake.stop());

function removal(): Removal {
  const onCluster = { namespace: 'sensors', names } as Removal['onCluster'];
  const ended = { removed: [], left: [] };
  return { onCluster, api: fake.api, report: silentReporter, ended };
}

test('down waits until the pods that Strimzi made have ended, and for no others', async () => {
  fake.put(kinds.pod, pod('sensors-entity-operator-1', {}, ofKafka));
  fake.put(kinds.pod, pod('of-another', {}));
  const under = removal();
  let isDone = false;
  const gone = podsGone(under).then(() => (isDone = true));
  // Asked of the API, and watched since.
  while (!fake.asked.some(({ url }) => url.searchParams.get('watch') !== null)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(isDone).toBe(false);
  fake.remove(kinds.pod, 'sensors', 'sensors-entity-operator-1');
  await gone;
  expect(under.ended.left).toEqual([]);
});

test('where none is left there is nothing to wait for', async () => {
  fake.put(kinds.pod, pod('of-another', {}));
  await podsGone(removal());
});

const held = object(kinds.topic, 'readings', {
  metadata: { finalizers: ['strimzi.io/topic-operator'] },
});
const removeTopics = () =>
  removeObjects(removal(), { title: 'removing topics', of: [kinds.topic], isDeleted: true });
const wasReleased = () => fake.asked.some(({ method }) => method === 'PATCH');

test('what a topic operator that is gone holds is let go', async () => {
  fake.put(kinds.topic, held);
  expect((await removeTopics()).left).toEqual([]);
  expect(fake.has(kinds.topic, 'sensors', 'readings')).toBe(false);
});

test('while a topic operator is there it is waited for', async () => {
  fake.put(kinds.topic, held);
  fake.put(kinds.pod, pod('sensors-entity-operator-1', {}, ofKafka));
  const removed = removeTopics();
  while (!fake.asked.some(({ url }) => url.pathname.endsWith('/kafkas/sensors'))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(wasReleased()).toBe(false);
  fake.remove(kinds.topic, 'sensors', 'readings');
  expect((await removed).left).toEqual([]);
  expect(wasReleased()).toBe(false);
});
