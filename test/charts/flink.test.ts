/** Chains whose queries Flink runs: all of them, or some beside Spark's. */
import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { resolveChain } from '../../chain/chain.ts';
import { flinkDeploymentName } from '../../chain/flinkDeployment.ts';
import { flinkVersion } from '../../chain/versions.ts';
import { diagramOf } from '../../charts/diagram.ts';
import { requestsOf } from '../../charts/requests.ts';
import { StreamingChain } from '../../charts/streamingChain.ts';
import { disagreements } from './agreement.ts';
import type { Change, Manifest } from './manifests.ts';
import { all, changed, find, flinkQueries, manifestsOf, profiles, withFlink } from './manifests.ts';
import { podsOf, violationsOf } from './pods.ts';
import { complaintsAbout } from './schemas.ts';

interface Deployment extends Manifest {
  readonly spec: {
    readonly image: string;
    readonly flinkVersion: string;
    readonly flinkConfiguration: Record<string, string>;
    readonly job: { readonly args: string[]; readonly upgradeMode: string };
    readonly jobManager: {
      podTemplate: { metadata: { annotations: Record<string, string> } };
    };
  };
}
const counts = 'sensors-flink-counts';
const deployment = (documents: readonly Manifest[], name = counts): Deployment =>
  find<Deployment>(documents, 'FlinkDeployment', name);

test.each(profiles)('profile %s: every document is valid, names agree', (profile) => {
  const documents = withFlink({ profile });
  expect(documents.flatMap(complaintsAbout)).toEqual([]);
  expect(disagreements(documents)).toEqual([]);
});

test.each<Change & { complaint: string }>([
  {
    kind: 'FlinkDeployment',
    at: 'spec/flinkVersion',
    to: 'v9_9',
    complaint: 'equal to one of the allowed values',
  },
  {
    kind: 'FlinkDeployment',
    at: 'spec/job/upgradeMode',
    to: 'sometimes',
    complaint: 'equal to one of the allowed values',
  },
  {
    kind: 'FlinkDeployment',
    at: 'spec/taskManager/podTemplate/spec/containers/0/imagePullPolice',
    to: 'Never',
    complaint: 'additional properties imagePullPolice',
  },
])('$kind with another $at is refused', ({ complaint, ...change }) => {
  expect(changed(withFlink(), change).flatMap(complaintsAbout).join('\n')).toContain(complaint);
});

test.each<Change & { found: string }>([
  {
    kind: 'FlinkDeployment',
    at: 'spec/serviceAccount',
    to: 'flink',
    found: 'runs as "flink", which nobody makes',
  },
  {
    kind: 'FlinkDeployment',
    at: 'spec/flinkConfiguration/kubernetes.taskmanager.service-account',
    to: 'flink',
    found: 'runs as "flink", which nobody makes',
  },
  {
    kind: 'FlinkDeployment',
    at: 'spec/jobManager/podTemplate/spec/volumes/0/configMap/name',
    to: 'sql',
    found: 'mounts the configMap "sql", which nobody makes',
  },
  {
    kind: 'FlinkDeployment',
    at: 'spec/taskManager/podTemplate/spec/containers/0/volumeMounts/0/name',
    to: 'ca',
    found: 'mounts "ca", which is no volume',
  },
  {
    kind: 'FlinkDeployment',
    at: 'spec/job/args/1',
    to: 'kafka:9092',
    found: 'does not connect to sensors-kafka-bootstrap.sensors.svc:9093',
  },
])('$kind with another $at is found out', ({ found, ...change }) => {
  expect(disagreements(changed(withFlink(), change)).join('\n')).toContain(found);
});

test.each(profiles)('profile %s: its pods pass Pod Security restricted and more', (profile) => {
  const pods = podsOf(withFlink({ profile, queries: { flink: {} } }));
  expect(pods.map(({ what }) => what)).toEqual([
    'sensors-generator',
    ...['sensors-flink-counts', 'sensors-flink-hot'].flatMap((name) => [
      `${name} jobManager`,
      `${name} taskManager`,
    ]),
  ]);
  expect(pods.flatMap(violationsOf)).toEqual([]);
});

test('a pod of Flink that may write its own file system is found out', () => {
  const open = changed(withFlink(), {
    kind: 'FlinkDeployment',
    at: 'spec/taskManager/podTemplate/spec/containers/0/securityContext/readOnlyRootFilesystem',
    to: false,
  });
  expect(podsOf(open).flatMap(violationsOf)).toEqual([
    'sensors-flink-counts taskManager: does not hold: cannot write its own file system',
  ]);
});

test('its user writes what its own queries write, and no transactions', () => {
  const user = find<Manifest & { spec: { authorization: { acls: unknown[] } } }>(
    withFlink(),
    'KafkaUser',
    'sensors-flink',
  );
  const acl = (name: string, ...operations: string[]) => ({
    type: 'allow',
    resource: { type: 'topic', name, patternType: 'literal' },
    operations: ['Describe', ...operations],
  });
  expect(user.spec.authorization.acls).toEqual([
    acl('readings', 'Read'),
    acl('courant.progress', 'Read', 'Write'),
    acl('readings.dlq', 'Write'),
    acl('counts', 'Write'),
    acl('hot', 'Write'),
  ]);
});

test('a JobManager makes its TaskManager and keeps what it must find again; a TaskManager only looks', () => {
  type Role = Manifest & { rules: { resources: string[]; verbs: string[] }[] };
  const rules = (name: string) => find<Role>(withFlink(), 'Role', name).rules;
  expect(rules('sensors-flink')).toMatchObject([
    {
      resources: ['configmaps'],
      verbs: ['create', 'delete', 'get', 'list', 'watch', 'patch', 'update'],
    },
    { resources: ['pods'], verbs: ['create', 'delete', 'get', 'list', 'watch'] },
    { resources: ['deployments'], verbs: ['get'] },
  ]);
  expect(rules('sensors-flink-taskmanager')).toMatchObject([
    { resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
  ]);
});

test('each query is a Flink of its own, which goes on where its own checkpoints are', () => {
  const [first, second] = all<Deployment>(withFlink(), 'FlinkDeployment');
  for (const [query, { spec }] of Object.entries({ counts: first!, hot: second! })) {
    expect(spec.job.args.join(' ')).toContain(`--query ${query} `);
    expect(spec.job.upgradeMode).toBe('last-state');
    expect(spec.flinkConfiguration).toMatchObject({
      'execution.checkpointing.dir': `file:///var/lib/courant/flink/checkpoints/${query}`,
      'high-availability.storageDir': `file:///var/lib/courant/flink/ha/${query}`,
      'high-availability.type': 'kubernetes',
      // A query that is refused must not make Flink forget where its checkpoints are.
      'execution.submit-failed-job-on-application-error': 'false',
    });
  }
  expect(first?.spec.flinkVersion).toBe(`v${flinkVersion.split('.').slice(0, 2).join('_')}`);
});

test('an edited query makes other pods of its own alone; another query all, as they clean up', () => {
  const annotations = (flink: Record<string, string>, name = counts): unknown =>
    deployment(withFlink({}, flink), name).spec.jobManager.podTemplate.metadata.annotations;
  const edited = { ...flinkQueries, hot: `${flinkQueries.hot}-- edited\n` };
  expect(annotations(edited)).toEqual(annotations(flinkQueries));
  const hot = flinkDeploymentName('sensors', 'hot');
  expect(annotations(edited, hot)).not.toEqual(annotations(flinkQueries, hot));
  expect(annotations({ ...flinkQueries, more: 'SELECT' })).not.toEqual(annotations(flinkQueries));
});

test('each engine is told of what the other one runs, or it would take it for gone', () => {
  const documents = withFlink();
  expect(deployment(documents).spec.flinkConfiguration['env.java.opts.jobmanager']).toBe(
    '-Dcourant.otherEngines=spark -Dcourant.otherQueries=hot_readings,sensor_stats',
  );
  const conf = (of: readonly Manifest[]) =>
    find<Manifest & { spec: { sparkConf: Record<string, string> } }>(of, 'SparkApplication').spec
      .sparkConf;
  expect(conf(documents)['spark.driver.extraJavaOptions']).toBe(
    '-Dcourant.otherEngines=flink -Dcourant.otherQueries=counts,hot',
  );
  expect(conf(manifestsOf())).not.toHaveProperty(['spark.driver.extraJavaOptions']);
});

test('a chain of Flink alone has nothing of Spark', () => {
  const documents = withFlink({ queries: { flink: {} } });
  // The generator's definition names Spark's sizes all the same.
  const own = documents.filter(({ metadata }) => metadata.name !== 'sensors-generator-definition');
  expect(JSON.stringify(own)).not.toMatch(/spark/i);
  expect(documents.flatMap(complaintsAbout)).toEqual([]);
  expect(disagreements(documents)).toEqual([]);
});

test('its pods ask for heap and what Flink needs beside it', () => {
  const asked = requestsOf(withFlink({ sizing: { flink: { memory: '512 MiB', cpu: 0.5 } } }));
  expect(asked.filter(({ what }) => what.startsWith(counts))).toEqual([
    { what: `${counts} JobManager`, replicas: 1, cpuMillis: 50, memoryBytes: 896 * 2 ** 20 },
    { what: `${counts} TaskManager`, replicas: 1, cpuMillis: 500, memoryBytes: 977 * 2 ** 20 },
  ]);
});

test('many machines write to a volume in production', () => {
  const claim = (documents: readonly Manifest[]) =>
    find(documents, 'PersistentVolumeClaim', 'sensors-flink-checkpoints')['spec'];
  expect(claim(withFlink())).toMatchObject({ accessModes: ['ReadWriteOnce'] });
  const sizing = { flink: { storageClass: 'shared' } };
  expect(claim(withFlink({ profile: 'production', sizing }))).toMatchObject({
    accessModes: ['ReadWriteMany'],
    storageClassName: 'shared',
  });
});

test('the manifests of a Flink beside Spark', async () => {
  const before = new Set(manifestsOf().map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const added = withFlink().filter(({ kind, metadata }) => !before.has(`${kind} ${metadata.name}`));
  const lines = added.map(({ apiVersion, kind, metadata, ...rest }) => {
    const fields = JSON.stringify(rest, (key, value: unknown) =>
      key === 'labels' || key.endsWith('Context') ? undefined : value,
    );
    return `${apiVersion} ${kind} ${metadata.namespace}/${metadata.name} ${fields}`;
  });
  expect(lines).toHaveLength(16);
  await expect(lines.join('\n')).toMatchFileSnapshot('../golden/manifests-flink.txt');
});

test('names that are too long, or might be those of other objects, are told apart by a hash', () => {
  expect(flinkDeploymentName('sensors', 'sensor_stats')).toBe('sensors-flink-sensor-stats');
  const names = ['a.b', 'a-b', 'a-rest', 'a-taskmanager', 'x'.repeat(60), 'x'.repeat(61)].map(
    (query) => flinkDeploymentName('s'.repeat(40), query),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(name).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/);
    expect(name.length).toBeLessThanOrEqual(45);
    expect(name).not.toMatch(/-(rest|taskmanager)$/);
  }
});

test('the diagram shows who runs what', () => {
  const chain = resolveChain({ name: 'sensors', queries: { flink: {} } }, 'chain.config.ts');
  const diagram = diagramOf({ chain, queries: {}, flinkQueries });
  expect(diagram).toContain('subgraph flink["Flink, one for each query"]');
  expect(diagram).toContain('topic_readings -->|sensors-flink| topic_hot_sql');
  expect(diagram).not.toContain('spark');
});

test('a cdk8s app gets both engines from one construct', () => {
  const chain = new StreamingChain(Testing.app(), 'sensors', {
    flinkQueries,
    queries: { all: 'SELECT sensor AS key FROM readings' },
    checkpoints: { checkpointInterval: '5 seconds' },
  });
  const documents = chain.toJson() as Manifest[];
  expect(documents.flatMap(complaintsAbout)).toEqual([]);
  expect(all(documents, 'SparkApplication')).toHaveLength(1);
  expect(deployment(documents).spec.flinkConfiguration).toMatchObject({
    'execution.checkpointing.interval': '5000 ms',
  });
  expect(Object.keys(chain.flinkQueries.deployments)).toEqual(['counts', 'hot']);
  expect(() => new StreamingChain(Testing.app(), 'other', { queries: {} }).flinkQueries).toThrow(
    RangeError,
  );
});
