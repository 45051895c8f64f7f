import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { CourantError } from '../../chain/errors.ts';
import { KafkaCluster } from '../../charts/constructs/kafkaCluster.ts';
import { StreamingChain } from '../../charts/streamingChain.ts';
import type { StreamingChainProps } from '../../charts/streamingChain.ts';
import type { Manifest } from './manifests.ts';
import { find, manifestsOf, queries } from './manifests.ts';

const pool = {
  name: 'dual-role',
  replicas: 1,
  roles: ['controller', 'broker'],
  cpuMillis: 500,
  memoryBytes: 2 ** 30,
  heapBytes: 2 ** 29,
  storageBytes: 2 ** 30,
} as const;

const chainWith = (props: Partial<StreamingChainProps> = {}): StreamingChain =>
  new StreamingChain(Testing.app(), 'sensors', { queries, ...props });
const documentsOf = (chart: Chart): Manifest[] => chart.toJson() as Manifest[];

interface Template {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly template: {
      readonly metadata: {
        readonly labels: Record<string, string>;
        readonly annotations: Record<string, string>;
      };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: Record<
          'livenessProbe' | 'readinessProbe' | 'startupProbe',
          { httpGet: { path: string; port: number } }
        >[];
      };
    };
  };
}
const deployment = (documents: readonly Manifest[]) => find<Template>(documents, 'Deployment');

test('topics and users are objects that know their names', () => {
  const chart = new Chart(Testing.app(), 'mine', { namespace: 'streams' });
  const kafka = new KafkaCluster(chart, 'kafka', { name: 'events', pools: [pool] });
  const topic = kafka.addTopic('user_clicks', { partitions: 3 });
  const user = kafka.addUser('reader').allow('read', topic);
  expect(kafka.bootstrapServers).toBe('events-kafka-bootstrap.streams.svc:9093');
  expect(kafka.caSecretName).toBe('events-cluster-ca-cert');
  expect([topic.topicName, topic.resourceName]).toEqual(['user_clicks', 'user-clicks']);
  expect([user.userName, user.secretName]).toEqual(['reader', 'reader']);
  const documents = documentsOf(chart);
  expect(find(documents, 'KafkaTopic')['spec']).toMatchObject({ topicName: 'user_clicks' });
  expect(find(documents, 'KafkaUser')['spec']).toMatchObject({
    authorization: {
      acls: [{ operations: ['Describe', 'Read'], resource: { name: 'user_clicks' } }],
    },
  });
});

test('rights add up, also those given after the user was made', () => {
  const kafka = new KafkaCluster(Testing.chart(), 'kafka', { name: 'events', pools: [pool] });
  const topic = kafka.addTopic('clicks', { partitions: 1 });
  const user = kafka.addUser('both').allow('write', topic);
  user.allow('read', topic).allow('write', topic);
  expect([...(user.grants.get('clicks') ?? [])].sort()).toEqual(['read', 'write']);
});

test('a topic with more replicas than there are brokers is refused with the sum', () => {
  const kafka = new KafkaCluster(Testing.chart(), 'kafka', { name: 'events', pools: [pool] });
  expect(() => kafka.addTopic('clicks', { partitions: 1, replicationFactor: 3 })).toThrow(
    'topic "clicks": 3 replicas need 3 brokers, "events" has 1',
  );
});

test('defaults follow the brokers, and the properties tell them', () => {
  const three = { ...pool, replicas: 3 };
  const kafka = new KafkaCluster(Testing.chart(), 'kafka', { name: 'events', pools: [three] });
  expect([kafka.brokers, kafka.replicationFactor, kafka.minInSyncReplicas]).toEqual([3, 3, 2]);
});

test('a chain is one chart, in a namespace of choice', () => {
  const documents = documentsOf(chainWith({ namespace: 'streams' }));
  expect(documents.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['Kafka', 'KafkaNodePool', 'Deployment', 'SparkApplication']),
  );
  for (const { kind, metadata } of documents) {
    expect([kind, metadata.namespace]).toEqual([kind, 'streams']);
  }
});

test('a chain that cannot work is refused before there is an object of it', () => {
  const refused = (): StreamingChain =>
    chainWith({ topics: { readings: { replicationFactor: 2 } }, generator: { rate: -1 } });
  expect(refused).toThrow(CourantError);
  expect(refused).toThrow('chain "sensors" has 2 problems');
});

test('what the constructs do not offer is patched', () => {
  const chain = chainWith();
  ApiObject.of(chain.generator).addJsonPatch(
    JsonPatch.add('/spec/template/spec/priorityClassName', 'streaming'),
  );
  ApiObject.of(chain.queries).addJsonPatch(JsonPatch.replace('/spec/executor/instances', 3));
  ApiObject.of(chain.kafka).addJsonPatch(JsonPatch.add('/spec/cruiseControl', {}));
  const documents = documentsOf(chain);
  expect(deployment(documents).spec.template.spec).toMatchObject({
    priorityClassName: 'streaming',
  });
  expect(find(documents, 'SparkApplication')['spec']).toMatchObject({ executor: { instances: 3 } });
  expect(find(documents, 'Kafka')['spec']).toMatchObject({ cruiseControl: {} });
});

test('the generator is asked on its own port whether it lives and is ready', () => {
  const [container] = deployment(manifestsOf()).spec.template.spec.containers;
  expect(container?.livenessProbe.httpGet).toMatchObject({ path: '/livez', port: 8080 });
  expect(container?.readinessProbe.httpGet).toMatchObject({ path: '/readyz', port: 8080 });
  expect(container?.startupProbe.httpGet).toMatchObject({ path: '/livez', port: 8080 });
});

test.each([
  ['2 minutes', 120],
  ['5 minutes', 300],
])('a generator that may take %s to deliver has longer to end', (deliveryDeadline, seconds) => {
  const { spec } = deployment(manifestsOf({ generator: { deliveryDeadline } })).spec.template;
  expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(seconds);
});

test('the conventional labels reach the pods; what selects them stays the same in every version', () => {
  const { spec } = deployment(manifestsOf());
  for (const label of ['name', 'instance', 'component', 'part-of', 'version', 'managed-by']) {
    expect(spec.template.metadata.labels).toHaveProperty([`app.kubernetes.io/${label}`]);
  }
  expect(Object.keys(spec.selector.matchLabels)).not.toContain('app.kubernetes.io/version');
});

interface Application {
  readonly spec: {
    readonly image: string;
    readonly driver: { readonly annotations: Record<string, string> };
  };
}

test('another query makes another driver and needs no other image', () => {
  const before = find<Application>(manifestsOf(), 'SparkApplication').spec;
  const edited = { ...queries, sensor_stats: `${queries.sensor_stats}-- edited\n` };
  const after = find<Application>(manifestsOf({}, edited), 'SparkApplication').spec;
  expect(after.driver.annotations).not.toEqual(before.driver.annotations);
  expect(after.image).toBe(before.image);
});

test('another definition makes other generator pods', () => {
  const annotations = (rate: number): unknown =>
    deployment(manifestsOf({ generator: { rate } })).spec.template.metadata.annotations;
  expect(annotations(1_000)).not.toEqual(annotations(2_000));
  expect(annotations(1_000)).toEqual(annotations(1_000));
});
