import { readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadChain } from '../../../../cli/chain/definition.ts';
import { kubernetesNames } from '../../../../chain/names.ts';
import { chainImages } from '../../../../chain/versions.ts';
import { changeOf, changeSummary } from '../../../../targets/kind/api/apply.ts';
import { kindPaths } from '../../../../targets/kind/paths.ts';
import {
  objectsOf,
  outputTopics,
  readManifests,
  withImages,
  withLiveDisks,
  withReplicas,
} from '../../../../targets/kind/setup/manifests.ts';
import { kindOf, kinds } from '../../../../targets/kind/api/objects.ts';
import type { KubeObject } from '../../../../targets/kind/api/objects.ts';
import { stagesOf } from '../../../../targets/kind/api/apply.ts';
import { makeFolder } from '../../../cli/courant.ts';
import { object } from '../objects.ts';

const folder = 'dist';
const files = readdirSync(folder).filter((name) => name.endsWith('.k8s.yaml'));
const all = files.sort().flatMap((name) => objectsOf(readFileSync(join(folder, name), 'utf8')));

function named(kind: string, objects: readonly KubeObject[]): string | undefined {
  return objects.find((one) => one.kind === kind)?.metadata.name;
}

test('every object of a chain is of a kind that can be applied', () => {
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((one) => kindOf(one) === undefined).map(({ kind }) => kind)).toEqual([]);
});

test('the namespace comes first, what starts our own processes last', () => {
  const { namespace, infrastructure, workloads } = stagesOf(all);
  expect(namespace.map(({ kind }) => kind)).toEqual(['Namespace']);
  expect(workloads.map(({ kind }) => kind)).toEqual(['Deployment', 'SparkApplication']);
  expect(namespace.length + infrastructure.length + workloads.length).toBe(all.length);
});

test('nothing of a manifest is lost on the way: `from` of a NetworkPolicy above all', () => {
  const policies = all.filter(({ kind }) => kind === 'NetworkPolicy');
  expect(JSON.stringify(policies)).toContain('"from":[{"podSelector"');
});

test('the parts of the chain are named as they are applied, outputs as Kafka names them', () => {
  expect(kubernetesNames('sensors')).toMatchObject({
    namespace: named('Namespace', all),
    kafka: named('Kafka', all),
    generator: named('Deployment', all),
    queries: named('SparkApplication', all),
  });
  expect(outputTopics(all)).toEqual(['hot_readings', 'sensor_stats']);
});

test('our own image names are replaced wherever they stand, others are left alone', () => {
  const images = {
    generator: 'courant/generator:abc',
    spark: 'courant/spark:def',
    flink: 'courant/flink:c',
  };
  const texts = all.map((one) => JSON.stringify(withImages(one, images))).join('\n');
  expect(texts).toContain('"image":"courant/generator:abc"');
  expect(texts).toContain('"image":"courant/spark:def"');
  expect(texts).not.toContain(chainImages.generator);
  const foreign = object(kinds.deployment, 'x', { spec: { image: 'registry.example.org/mine:1' } });
  expect(withImages(foreign, images)).toEqual(foreign);
});

test('images that were put into the nodes are asked for in no registry, in production neither', () => {
  const spec = { image: chainImages.spark, imagePullPolicy: 'Always' };
  const images = {
    generator: 'courant/generator:abc',
    spark: 'courant/spark:def',
    flink: 'courant/flink:c',
  };
  const applied = withImages(object(kinds.sparkApplication, 'q', { spec }), images);
  expect(applied.spec).toEqual({ image: 'courant/spark:def', imagePullPolicy: 'IfNotPresent' });
  const own = object(kinds.sparkApplication, 'q', { spec: { ...spec, image: 'mine:1' } });
  expect(withImages(own, images)).toEqual(own);
});

const replicas = (one: ReturnType<typeof withReplicas>) =>
  (one.spec as { replicas: number }).replicas;

test('replicas that scale asked for stay until the definition is changed', () => {
  const defined = (count: number) => object(kinds.deployment, 'g', { spec: { replicas: count } });
  const first = withReplicas(defined(1), undefined);
  expect(replicas(first)).toBe(1);
  const scaled = { ...first, spec: { replicas: 3 } };
  expect(replicas(withReplicas(defined(1), scaled))).toBe(3);
  expect(replicas(withReplicas(defined(2), scaled))).toBe(2);
  const drained = { ...first, spec: { replicas: 0 } };
  expect(replicas(withReplicas(defined(1), drained))).toBe(1);
});

test('what an apply changed is told by what was asked for; version and status are no change', () => {
  const at = (resourceVersion: string, partitions: number, status?: object) =>
    object(kinds.topic, 'readings', {
      metadata: { resourceVersion },
      spec: { partitions },
      status,
    });
  expect(changeOf(undefined, at('1', 4))).toBe('made');
  expect(changeOf(at('1', 4), at('2', 4, { conditions: [] }))).toBe('unchanged');
  expect(changeOf(at('1', 4), at('2', 8))).toBe('changed');
});

test('changes are told by name, the rest by number', () => {
  const of = (name: string, change: 'made' | 'changed' | 'unchanged') => ({ name, change });
  expect(changeSummary([of('Kafka a', 'changed'), of('b', 'unchanged'), of('c', 'made')])).toBe(
    '1 made, changed Kafka a, 1 unchanged',
  );
});

test('a definition that says something else each time it is run makes one chain', async () => {
  const home = await makeFolder({
    'spark/queries/q.sql': 'SELECT sensor AS key, value FROM readings\n',
  });
  const counter = join(home.path, 'counter');
  await writeFile(
    join(home.path, 'chain.config.ts'),
    `import { appendFileSync, readFileSync } from 'node:fs';
     appendFileSync('${counter}', 'x');
     const runs = readFileSync('${counter}', 'utf8').length;
     export default { name: 'chain-' + runs, generator: { rate: 100 + runs } };`,
  );
  try {
    const place = await loadChain({ workingFolder: home.path });
    const tools = { cwd: home.path, environment: process.env };
    const made = await readManifests(tools, place, kindPaths(home.path));
    expect(place.chain.name).toBe('chain-1');
    expect([named('Namespace', made), named('Kafka', made)]).toEqual(['chain-1', 'chain-1']);
    const written = JSON.stringify(JSON.stringify(place.chain, null, 2)).slice(1, -1);
    expect(JSON.stringify(made)).toContain(written);
    expect(readFileSync(counter, 'utf8')).toBe('x');
  } finally {
    await home.dispose();
  }
});

test('another query asks for no other disk where there is one already', () => {
  const pool = (size: string) =>
    object(kinds.nodePool, 'dual-role', {
      spec: { replicas: 1, storage: { type: 'jbod', volumes: [{ id: 0, size }] } },
    });
  expect(withLiveDisks(pool('13Gi'), pool('10Gi'))).toEqual(pool('10Gi'));
  expect(withLiveDisks(pool('13Gi'), undefined)).toEqual(pool('13Gi'));
  const topic = object(kinds.topic, 'readings', { spec: { partitions: 8 } });
  expect(withLiveDisks(topic, object(kinds.topic, 'readings'))).toBe(topic);
});
