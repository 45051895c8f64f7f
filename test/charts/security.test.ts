import { expect, test } from 'vitest';
import { kubernetesVersion } from '../../chain/versions.ts';
import type { Manifest } from './manifests.ts';
import { all, changed, committedManifests, find, manifestsOf, profiles } from './manifests.ts';
import { podsOf, violationsOf } from './pods.ts';

interface Listener {
  readonly name: string;
  readonly tls: boolean;
  readonly authentication?: { readonly type: string };
  readonly networkPolicyPeers?: unknown[];
}
interface Acl {
  readonly resource: { readonly type: string; readonly name: string; readonly patternType: string };
  readonly operations: string[];
}
interface User extends Manifest {
  readonly spec: {
    readonly authentication: { readonly type: string };
    readonly authorization: { readonly type: string; readonly acls: Acl[] };
  };
}
interface Role extends Manifest {
  readonly rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

/** Transactional ids are named by the producers that there will be. */
function patternOf(type: string): string {
  return type === 'transactionalId' ? 'prefix' : 'literal';
}

/** Ways in that are open wider than they should be. */
function openDoors(documents: readonly Manifest[]): string[] {
  const kafka = find<
    Manifest & { spec: { kafka: { listeners: Listener[]; authorization?: unknown } } }
  >(documents, 'Kafka').spec.kafka;
  const listeners = kafka.listeners.flatMap(({ name, tls, authentication, networkPolicyPeers }) => [
    ...(tls ? [] : [`listener ${name} is not encrypted`]),
    ...(authentication?.type === 'scram-sha-512' ? [] : [`listener ${name} asks for no password`]),
    ...((networkPolicyPeers ?? []).length > 0 ? [] : [`listener ${name} is open to every pod`]),
  ]);
  const grants = all<User>(documents, 'KafkaUser').flatMap(({ metadata, spec }) =>
    spec.authorization.acls.flatMap(({ resource, operations }) => [
      ...(resource.name === '*' || resource.patternType !== patternOf(resource.type)
        ? [`${metadata.name} may touch more than one ${resource.type}`]
        : []),
      ...operations
        .filter((operation) => !['Read', 'Write', 'Describe'].includes(operation))
        .map((operation) => `${metadata.name} may ${operation} ${resource.name}`),
    ]),
  );
  const roles = [...all<Role>(documents, 'Role'), ...all<Role>(documents, 'ClusterRole')];
  const rights = roles.flatMap(({ kind, metadata, rules }) => [
    ...(kind === 'ClusterRole' ? [`${metadata.name} reaches beyond its namespace`] : []),
    ...rules
      .filter((rule) => [...rule.apiGroups, ...rule.resources, ...rule.verbs].includes('*'))
      .map(() => `${metadata.name} has a right to everything`),
  ]);
  const authorization = kafka.authorization === undefined ? ['Kafka asks nobody for rights'] : [];
  return [...listeners, ...authorization, ...grants, ...rights];
}

/** Secrets where others can read them. */
function spilledSecrets(documents: readonly Manifest[]): string[] {
  const pods = podsOf(documents).flatMap(({ what, open }) =>
    /secretKeyRef|secretRef|password=[^\s/]|jaas\.config[=":]+(?!\$\{dir:)/i.test(
      JSON.stringify(open),
    )
      ? [`${what} has a secret in its environment or arguments`]
      : [],
  );
  return [...pods, ...all(documents, 'Secret').map(() => 'there is a Secret in the manifests')];
}

test.each(profiles)('profile %s: every pod passes Pod Security restricted and more', (profile) => {
  const pods = podsOf(committedManifests(profile));
  expect(pods.map(({ what }) => what)).toEqual([
    'sensors-generator',
    'sensors-queries driver',
    'sensors-queries executor',
  ]);
  expect(pods.flatMap(violationsOf)).toEqual([]);
});

test.each(profiles)('profile %s: no door is open, no secret is spilled', (profile) => {
  const documents = committedManifests(profile);
  expect([...openDoors(documents), ...spilledSecrets(documents)]).toEqual([]);
});

test('the namespace refuses, records and tells whatever is not restricted', () => {
  for (const mode of ['enforce', 'audit', 'warn']) {
    expect(find(manifestsOf(), 'Namespace').metadata.labels).toMatchObject({
      [`pod-security.kubernetes.io/${mode}`]: 'restricted',
    });
  }
});

test('an upgrade of the cluster refuses no pod: what is refused is what the pinned version refuses', () => {
  const { labels = {} } = find(manifestsOf(), 'Namespace').metadata;
  const [major, minor] = kubernetesVersion.split('.');
  expect(labels['pod-security.kubernetes.io/enforce-version']).toBe(`v${major}.${minor}`);
});

test('each leg may do what it does and nothing else', () => {
  const grants = Object.fromEntries(
    all<User>(manifestsOf(), 'KafkaUser').map(({ metadata, spec }) => [
      metadata.name,
      spec.authorization.acls.map(
        ({ resource, operations }) =>
          `${operations.filter((operation) => operation !== 'Describe').join('+')} ${resource.name}`,
      ),
    ]),
  );
  expect(grants).toEqual({
    'sensors-generator': [
      'Read+Write readings',
      'Read+Write readings.dlq',
      'Read+Write courant.progress',
      'Write courant.generator.',
    ],
    'sensors-spark': [
      'Read readings',
      'Read+Write courant.progress',
      'Write readings.dlq',
      'Write hot_readings',
      'Write sensor_stats',
    ],
    'sensors-verify': [
      'Read readings',
      'Read readings.dlq',
      'Read courant.progress',
      'Read hot_readings',
      'Read sensor_stats',
    ],
  });
});

test('only the driver speaks to the API server, with 8 grants at most', () => {
  const documents = manifestsOf();
  const tokens = all<Manifest & { automountServiceAccountToken?: boolean }>(
    documents,
    'ServiceAccount',
  );
  expect(
    tokens
      .filter((account) => account.automountServiceAccountToken !== false)
      .map(({ metadata }) => metadata.name),
  ).toEqual(['sensors-driver']);
  const { rules } = find<Role>(documents, 'Role');
  const grants = rules.flatMap(({ resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
  );
  expect(grants.length).toBeLessThanOrEqual(8);
});

test.each([
  ['laptop', ['IfNotPresent', 'IfNotPresent', 'IfNotPresent']],
  ['production', ['Always', 'Always', 'Always']],
] as const)('profile %s pulls images as it must', (profile, policies) => {
  expect(podsOf(manifestsOf({ profile })).map((pod) => pod.imagePullPolicy)).toEqual(policies);
});

test('an image that is named by its content is never pulled twice', () => {
  const image = `registry.example.org/spark@sha256:${'0'.repeat(64)}`;
  const pods = podsOf(manifestsOf({ profile: 'production', images: { spark: image } }));
  expect(pods.map(({ imagePullPolicy }) => imagePullPolicy)).toEqual([
    'Always',
    'IfNotPresent',
    'IfNotPresent',
  ]);
});

const container = 'spec/template/spec/containers/0';
const acl = 'spec/authorization/acls/0';

/** Each breaks one rule; a check that lets it pass checks nothing. */
test.each<{ kind: string; at: string; to?: unknown; found: string }>([
  {
    kind: 'Deployment',
    at: 'spec/template/spec/securityContext/seccompProfile',
    found: 'seccomp profile',
  },
  {
    kind: 'Deployment',
    at: `${container}/securityContext/capabilities/drop`,
    to: [null],
    found: 'drops all capabilities',
  },
  {
    kind: 'Deployment',
    at: `${container}/securityContext/readOnlyRootFilesystem`,
    to: false,
    found: 'cannot write its own',
  },
  {
    kind: 'Deployment',
    at: `${container}/image`,
    to: 'courant/generator:latest',
    found: 'image of a fixed version',
  },
  {
    kind: 'Deployment',
    at: 'spec/template/spec/volumes/0',
    to: { name: 'a', hostPath: { path: '/' } },
    found: 'only harmless volumes',
  },
  {
    kind: 'SparkApplication',
    at: 'spec/driver/securityContext/runAsUser',
    to: 0,
    found: 'names the user by number',
  },
  {
    kind: 'SparkApplication',
    at: 'spec/executor/securityContext/allowPrivilegeEscalation',
    found: 'cannot gain rights',
  },
  {
    kind: 'SparkApplication',
    at: 'spec/executor/serviceAccount',
    found: 'ServiceAccount of its own',
  },
  { kind: 'Kafka', at: 'spec/kafka/listeners/0/tls', to: false, found: 'is not encrypted' },
  {
    kind: 'Kafka',
    at: 'spec/kafka/listeners/1',
    to: { name: 'plain', port: 9092, type: 'internal', tls: false },
    found: 'listener plain is not encrypted',
  },
  { kind: 'Kafka', at: 'spec/kafka/listeners/0/authentication', found: 'asks for no password' },
  { kind: 'Kafka', at: 'spec/kafka/listeners/0/networkPolicyPeers', found: 'open to every pod' },
  { kind: 'Kafka', at: 'spec/kafka/authorization', found: 'asks nobody for rights' },
  { kind: 'KafkaUser', at: `${acl}/resource/name`, to: '*', found: 'more than one topic' },
  {
    kind: 'KafkaUser',
    at: `${acl}/resource/patternType`,
    to: 'prefix',
    found: 'more than one topic',
  },
  { kind: 'KafkaUser', at: `${acl}/operations/0`, to: 'All', found: 'may All readings' },
  { kind: 'Role', at: 'rules/0/verbs/0', to: '*', found: 'a right to everything' },
  {
    kind: 'Deployment',
    at: `${container}/env/4`,
    to: { name: 'P', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } },
    found: 'has a secret in its environment',
  },
  {
    kind: 'SparkApplication',
    at: 'spec/sparkConf/a',
    to: 'sasl.jaas.config=org…LoginModule',
    found: 'has a secret in its environment',
  },
])('$kind with another $at is found out', ({ kind, at, to, found }) => {
  const documents = changed(manifestsOf(), { kind, at, to });
  const problems = [
    ...podsOf(documents).flatMap(violationsOf),
    ...openDoors(documents),
    ...spilledSecrets(documents),
  ];
  expect(problems.join('\n')).toContain(found);
});
