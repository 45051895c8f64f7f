import { expect, test } from 'vitest';
import type { Endpoint } from './flows.ts';
import { isAllowed, strimziPolicies } from './flows.ts';
import type { Manifest } from './manifests.ts';
import { changed, manifestsOf, withFlink } from './manifests.ts';
import { podsOf } from './pods.ts';

const namespace = 'sensors';
const strimzi = (part: string): Endpoint => ({
  name: part,
  namespace,
  labels: { 'strimzi.io/cluster': 'sensors', 'strimzi.io/name': `sensors-${part}` },
});
const endpoints = (documents: readonly Manifest[]): Record<string, Endpoint> => {
  const legs = podsOf(documents).map(({ what, labels }) => [
    labels['app.kubernetes.io/component'],
    { name: what, namespace, labels },
  ]);
  return {
    ...(Object.fromEntries(legs) as Record<string, Endpoint>),
    kafka: strimzi('kafka'),
    entityOperator: strimzi('entity-operator'),
    strimziOperator: {
      name: 'Strimzi operator',
      namespace: 'strimzi',
      labels: { 'strimzi.io/kind': 'cluster-operator' },
    },
    flinkOperator: {
      name: 'Flink operator',
      namespace: 'flink-operator',
      labels: { 'app.kubernetes.io/name': 'flink-kubernetes-operator' },
    },
    dns: { name: 'DNS', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    apiServer: { name: 'API server', labels: {} },
    internet: { name: 'internet', labels: {} },
    stranger: { name: 'a pod of the namespace', namespace, labels: { app: 'stranger' } },
    prometheus: { name: 'Prometheus', namespace: 'monitoring', labels: {} },
    outsider: { name: 'a pod of another namespace', namespace: 'other', labels: {} },
  };
};

/** Everything that happens in a chain. */
const needed = `
generator kafka 9093
driver kafka 9093
executor kafka 9093
driver executor 7079
executor driver 7078
executor driver 7079
executor executor 7079
kafka kafka 9090
kafka kafka 9091
entityOperator kafka 9091
strimziOperator kafka 9090
strimziOperator kafka 9091
strimziOperator kafka 8443
driver apiServer 443
driver apiServer 6443
entityOperator apiServer 443
entityOperator apiServer 6443
kafka apiServer 443
kafka apiServer 6443
generator dns 53
driver dns 53
executor dns 53
kafka dns 53
entityOperator dns 53`
  .trim()
  .split('\n');

/** What comes to it where Flink runs queries too. */
const neededByFlink = `
jobmanager kafka 9093
taskmanager kafka 9093
flinkOperator jobmanager 8081
taskmanager jobmanager 6123
taskmanager jobmanager 6124
jobmanager taskmanager 6122
jobmanager apiServer 443
jobmanager apiServer 6443
taskmanager apiServer 443
taskmanager apiServer 6443
jobmanager dns 53
taskmanager dns 53`
  .trim()
  .split('\n');

const ports = [
  ...[53, 80, 443, 4040, 6121, 6122, 6123, 6124, 6443, 7078, 7079, 8080, 8081, 8443],
  ...[9090, 9091, 9092, 9093, 9404],
];

/** Every connection between any two of them on any port, that is allowed and concerns the chain's namespace. */
function allowedFlows(documents: readonly Manifest[]): string[] {
  const among = Object.entries(endpoints(documents));
  const policies = [...documents, ...strimziPolicies(documents)];
  return among.flatMap(([from, sender]) =>
    among.flatMap(([to, receiver]) =>
      ports
        .filter((port) => isAllowed(policies, { from: sender, to: receiver, port }))
        .map((port) => `${from} ${to} ${port}`)
        .filter(() => sender.namespace === namespace || receiver.namespace === namespace),
    ),
  );
}

/** The API server's address is not known before, so its ports are open to any address outside. */
const isOutside = (flow: string): boolean =>
  /^(driver|kafka|entityOperator|jobmanager|taskmanager) (\w+) (443|6443)$/.test(flow);
/** Nobody of the namespace takes connections on these ports, and policies of other namespaces are theirs. */
const reachesAny = (flow: string): boolean =>
  / (internet|apiServer|outsider|prometheus|strimziOperator|flinkOperator|dns) /.test(flow) &&
  isOutside(flow);

test.each(['laptop', 'production'] as const)(
  'profile %s: exactly the flows of the chain are allowed, between any two on any port',
  (profile) => {
    const found = allowedFlows(manifestsOf({ profile })).filter((flow) => !reachesAny(flow));
    const expected = needed.filter((flow) => !isOutside(flow));
    expect(found.sort()).toEqual(expected.sort());
  },
);

test.each(['laptop', 'production'] as const)(
  'profile %s: a chain with Flink has the flows of Flink beside these',
  (profile) => {
    const found = allowedFlows(withFlink({ profile })).filter((flow) => !reachesAny(flow));
    const expected = [...needed, ...neededByFlink].filter((flow) => !isOutside(flow));
    expect(found.sort()).toEqual(expected.sort());
  },
);

test('without Spark nothing of Spark is reached', () => {
  const alone = withFlink({ queries: { flink: {} } });
  const found = allowedFlows(alone).filter((flow) => !reachesAny(flow));
  const expected = [...needed, ...neededByFlink].filter((flow) => !isOutside(flow));
  expect(found.sort()).toEqual(
    expected.filter((flow) => !/\b(driver|executor)\b/.test(flow)).sort(),
  );
});

test('with metrics Prometheus reads generator and driver, and Kafka tells them to every pod', () => {
  const found = allowedFlows(manifestsOf({ metrics: true })).filter((flow) => !reachesAny(flow));
  const without = needed.filter((flow) => !isOutside(flow));
  const outside = [
    ...['apiServer', 'dns', 'flinkOperator', 'internet', 'outsider', 'prometheus'],
    'strimziOperator',
  ];
  expect(found.filter((flow) => !without.includes(flow)).sort()).toEqual(
    [
      ...outside.map((from) => `${from} kafka 9404`),
      'prometheus driver 8080',
      'prometheus generator 8080',
    ].sort(),
  );
  const elsewhere = manifestsOf({ metrics: true, prometheusNamespace: 'other' });
  expect(allowedFlows(elsewhere)).toContain('outsider driver 8080');
  expect(allowedFlows(elsewhere)).not.toContain('prometheus driver 8080');
});

test('executors reach an object store by HTTPS, and nothing where checkpoints lie on a volume', () => {
  const stored = { sizing: { spark: { checkpoints: 's3a://bucket/sensors' } } };
  const outside = (documents: readonly Manifest[]) =>
    allowedFlows(documents).filter((flow) => flow.startsWith('executor internet '));
  expect(outside(manifestsOf(stored))).toEqual(['executor internet 443']);
  expect(outside(manifestsOf())).toEqual([]);
});

test('the API server can be reached by those who need it, and by nobody else', () => {
  const found = allowedFlows(manifestsOf()).filter((flow) => / apiServer /.test(flow));
  expect(found.sort()).toEqual(needed.filter((flow) => / apiServer /.test(flow)).sort());
});

test.each<[string, Parameters<typeof changed>[1], string]>([
  [
    'Kafka on its listener from anywhere',
    { kind: 'Kafka', at: 'spec/kafka/listeners/0/networkPolicyPeers' },
    'stranger kafka 9093',
  ],
  [
    'a generator that may be called',
    { kind: 'NetworkPolicy', name: 'sensors-generator-flows', at: 'spec/ingress', to: [{}] },
    'stranger generator 8080',
  ],
  [
    'a driver that may call anybody',
    { kind: 'NetworkPolicy', name: 'sensors-queries-driver-flows', at: 'spec/egress/0/to' },
    'driver internet 9093',
  ],
])('%s is found out', (_what, change, flow) => {
  // What forbids a stranger to call is not what is looked at here.
  const documents = changed(manifestsOf(), change).filter(
    ({ metadata }) => metadata.name !== 'deny-all',
  );
  expect(allowedFlows(documents)).toContain(flow);
});

test('without one of its policies a leg stands still', () => {
  const documents = manifestsOf().filter(
    ({ metadata }) => metadata.name !== 'sensors-generator-flows',
  );
  expect(allowedFlows(documents)).not.toContain('generator kafka 9093');
});
