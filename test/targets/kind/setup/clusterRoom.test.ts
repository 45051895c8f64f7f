import { expect, test } from 'vitest';
import { resolveChain } from '../../../../chain/chain.ts';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import type { Kind, KubeObject } from '../../../../targets/kind/api/objects.ts';
import { roomChecks } from '../../../../targets/kind/setup/clusterRoom.ts';
import { object } from '../objects.ts';

const node = (name: string, spec: object = {}): KubeObject =>
  object(kinds.node, name, {
    spec,
    status: { allocatable: { cpu: '4', memory: '8388608Ki' } },
  });
const pod = (namespace: string, nodeName: string, requests: object, phase = 'Running') =>
  object(kinds.pod, `${namespace}-${nodeName}`, {
    metadata: { namespace },
    spec: { nodeName, containers: [{ resources: { requests } }] },
    status: { phase },
  });

/** Ids of the checks that fail, in a cluster of these objects. */
async function failing(definition: object, ...objects: readonly KubeObject[]): Promise<string[]> {
  const list = ({ kind }: Kind) =>
    Promise.resolve({
      items: objects.filter((one) => one.kind === kind),
      resourceVersion: '1',
    });
  const chain = resolveChain({ name: 'sensors', ...definition }, 'test');
  const checks = await roomChecks({ list }, chain, ['sensors', 'strimzi']);
  return checks.filter(({ ok }) => !ok).map(({ id }) => id);
}

const large = { sizing: { kafka: { memory: '9GiB' } } };

test('a cluster that is there has room for the chain, or not', async () => {
  expect(await failing({}, node('a'))).toEqual([]);
  expect(await failing(large, node('a'))).toEqual(['memory']);
  expect(await failing(large, node('a'), node('b'))).toEqual([]);
});

test('what others request is taken; what the chain and its operators request themselves is not', async () => {
  const most = { cpu: '3500m', memory: '1Gi' };
  expect(await failing({}, node('a'), pod('web', 'a', most))).toEqual(['cpus']);
  expect(await failing({}, node('a'), pod('sensors', 'a', most))).toEqual([]);
  expect(await failing({}, node('a'), pod('strimzi', 'a', most))).toEqual([]);
  expect(await failing({}, node('a'), pod('web', 'a', most, 'Succeeded'))).toEqual([]);
});

test('a node that takes no pods counts for nothing, and production needs three that do', async () => {
  const kept = node('b', { taints: [{ effect: 'NoSchedule' }] });
  expect(await failing(large, node('a'), kept)).toEqual(['memory']);
  expect(await failing(large, node('a'), node('b', { unschedulable: true }))).toEqual(['memory']);
  expect(await failing({ profile: 'production' }, ...['a', 'b'].map((name) => node(name)))).toEqual(
    ['cpus', 'nodes'],
  );
});
