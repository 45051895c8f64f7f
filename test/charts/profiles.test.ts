import { expect, test } from 'vitest';
import { chainSize, requestedOf } from '../../chain/definition/sizing.ts';
import { resolveChain } from '../../chain/chain.ts';
import type { Plan } from '../../charts/plan.ts';
import { planChain } from '../../charts/plan.ts';
import type { Manifest } from './manifests.ts';
import { all, find, manifestsOf, profiles } from './manifests.ts';

const planOf = (written: object): Plan =>
  planChain(resolveChain({ name: 'sensors', ...written }, 'chain.config.ts'), '.');

interface Pool extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly roles: string[];
    readonly storage: {
      readonly volumes: { readonly type: string; readonly deleteClaim: boolean }[];
    };
    readonly template?: {
      pod: { topologySpreadConstraints: { topologyKey: string; whenUnsatisfiable: string }[] };
    };
  };
}

test('everything of a laptop together, operators included, asks at most 4 CPU and 8 GB', () => {
  const { total } = planOf({});
  expect(total.cpuMillis).toBeLessThanOrEqual(4_000);
  expect(total.memoryBytes).toBeLessThanOrEqual(8e9);
});

test.each(profiles)(
  'profile %s: what the manifests ask is what the definition was sized to',
  (profile) => {
    const chain = resolveChain({ name: 'sensors', profile }, 'chain.config.ts');
    expect(planOf({ profile }).total).toEqual(requestedOf(Object.values(chainSize(chain))));
  },
);

test('a laptop has one node that is everything, and one replica of everything', () => {
  const documents = manifestsOf();
  const pool = find<Pool>(documents, 'KafkaNodePool');
  expect(pool.spec).toMatchObject({ replicas: 1, roles: ['controller', 'broker'] });
  for (const topic of all<Manifest & { spec: { replicas: number } }>(documents, 'KafkaTopic')) {
    expect(topic.spec.replicas).toBe(1);
  }
});

test('production survives the loss of a zone: 3 controllers, 3 brokers, 3 replicas of which 2 must answer', () => {
  const documents = manifestsOf({ profile: 'production' });
  const pools = all<Pool>(documents, 'KafkaNodePool');
  expect(pools.map(({ metadata, spec }) => [metadata.name, spec.replicas, spec.roles])).toEqual([
    ['controllers', 3, ['controller']],
    ['brokers', 3, ['broker']],
  ]);
  for (const { spec } of pools) {
    expect(spec.storage.volumes).toEqual([
      expect.objectContaining({ type: 'persistent-claim', deleteClaim: false }),
    ]);
    expect(spec.template?.pod.topologySpreadConstraints).toEqual([
      expect.objectContaining({
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
      }),
      expect.objectContaining({
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
      }),
    ]);
  }
  expect(find(documents, 'Kafka')['spec']).toMatchObject({
    kafka: { config: { 'default.replication.factor': 3, 'min.insync.replicas': 2 } },
  });
  for (const topic of all<Manifest & { spec: { replicas: number } }>(documents, 'KafkaTopic')) {
    expect(topic.spec.replicas).toBe(3);
  }
});

test('in production whatever has several pods is disturbed one at a time', () => {
  const documents = manifestsOf({ profile: 'production', generator: { replicas: 3 } });
  expect(
    all(documents, 'PodDisruptionBudget').map(({ metadata, spec }) => [metadata.name, spec]),
  ).toEqual([
    ['sensors-generator', expect.objectContaining({ maxUnavailable: 1 })],
    ['sensors-executor', expect.objectContaining({ maxUnavailable: 1 })],
  ]);
});

test('checkpoints lie on a volume that all machines reach, or in an object store', () => {
  const claim = (written: object) =>
    all(manifestsOf(written), 'PersistentVolumeClaim').map(({ spec }) => spec);
  expect(claim({})).toEqual([expect.objectContaining({ accessModes: ['ReadWriteOnce'] })]);
  const shared = { profile: 'production', sizing: { spark: { storageClass: 'efs' } } };
  expect(claim(shared)).toEqual([
    expect.objectContaining({ accessModes: ['ReadWriteMany'], storageClassName: 'efs' }),
  ]);
  const stored = manifestsOf({
    profile: 'production',
    sizing: { spark: { checkpoints: 's3a://bucket/sensors' } },
  });
  expect(all(stored, 'PersistentVolumeClaim')).toEqual([]);
  expect(
    find<Manifest & { spec: { arguments: string[] } }>(stored, 'SparkApplication').spec.arguments,
  ).toContain('s3a://bucket/sensors');
});

test.each(profiles)('profile %s: the manifests', async (profile) => {
  const documents = manifestsOf({ profile });
  expect(documents).toHaveLength(profile === 'laptop' ? 28 : 30);
  await expect(documents.map(told).join('\n')).toMatchFileSnapshot(
    `../golden/manifests-${profile}.txt`,
  );
});

/** One line an object: a change shows in a review, its fields in the diff of dist/. */
function told({ apiVersion, kind, metadata, ...rest }: Manifest): string {
  const fields = JSON.stringify(rest, (key, value: unknown) =>
    key === 'labels' || key.endsWith('Context') ? undefined : value,
  );
  return `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name} ${fields}`;
}
