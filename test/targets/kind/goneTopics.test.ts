import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { kinds } from '../../../targets/kind/api/objects.ts';
import { removeGoneDeployments, removeGoneTopics } from '../../../targets/kind/goneTopics.ts';
import { silentReporter } from '../../../targets/steps.ts';
import { FakeApi } from './fakeApi.ts';
import { object } from './objects.ts';

const chain = resolveChain({ name: 'sensors' }, 'the test');
const labels = { 'app.kubernetes.io/name': 'courant', 'app.kubernetes.io/part-of': 'sensors' };
const topic = (name: string, own: Record<string, string> = labels, topicName = name) =>
  object(kinds.topic, name, { metadata: { labels: own }, spec: { topicName } });

let fake: FakeApi;
beforeEach(async () => {
  fake = await FakeApi.start();
});
afterEach(() => fake.stop());

test('topics of queries that are gone go, those of the chain and of others stay', async () => {
  const kept = [topic('readings'), topic('sensor-stats', labels, 'sensor_stats')];
  const others = [
    topic('mine', {}),
    topic('other-chain', { ...labels, 'app.kubernetes.io/part-of': 'other' }),
  ];
  for (const each of [...kept, ...others, topic('hot-readings', labels, 'hot_readings')]) {
    fake.put(kinds.topic, each);
  }
  const notes: string[] = [];
  await removeGoneTopics({
    api: fake.api,
    onCluster: { namespace: 'sensors', chain },
    objects: [...kept, object(kinds.deployment, 'hot-readings')],
    report: { ...silentReporter, note: (text) => notes.push(text) },
  });
  const isThere = (name: string): boolean => fake.has(kinds.topic, 'sensors', name);
  expect(['readings', 'sensor-stats', 'mine', 'other-chain'].filter(isThere)).toHaveLength(4);
  expect(isThere('hot-readings')).toBe(false);
  expect(notes).toEqual([
    'the query "hot_readings" is gone: its topic, its state and its reports go too',
  ]);
});

test('a Flink whose query is gone goes, others stay', async () => {
  const flink = (name: string, own: Record<string, string> = labels) =>
    object(kinds.flinkDeployment, name, { metadata: { labels: own } });
  for (const each of [flink('kept'), flink('gone'), flink('mine', {})]) {
    fake.put(kinds.flinkDeployment, each);
  }
  await removeGoneDeployments({
    api: fake.api,
    onCluster: { namespace: 'sensors', chain },
    objects: [flink('kept')],
    report: silentReporter,
  });
  const isThere = (name: string): boolean => fake.has(kinds.flinkDeployment, 'sensors', name);
  expect(['kept', 'gone', 'mine'].filter(isThere)).toEqual(['kept', 'mine']);
});
