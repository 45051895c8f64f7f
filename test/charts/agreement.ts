/** Names that must be the same in several objects. Every difference is a pod that never starts or a leg that may not. */
import type { Manifest } from './manifests.ts';
import { all } from './manifests.ts';
import { podsOf } from './pods.ts';

interface Topic extends Manifest {
  readonly spec: {
    readonly topicName?: string;
    readonly partitions: number;
    readonly replicas: number;
  };
}
interface User extends Manifest {
  readonly spec: {
    readonly authorization: { readonly acls: { resource: { type: string; name: string } }[] };
  };
}
interface Selecting extends Manifest {
  readonly spec: {
    readonly selector?: { readonly matchLabels: Record<string, string> };
    readonly template?: { readonly metadata: { readonly labels: Record<string, string> } };
  };
}
interface Binding extends Manifest {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: { readonly name: string }[];
}

export function disagreements(documents: readonly Manifest[]): string[] {
  return [
    ...mounts(documents),
    ...clusters(documents),
    ...topics(documents),
    ...logins(documents),
    ...accounts(documents),
    ...selectors(documents),
    ...bootstrap(documents),
    ...doubles(documents),
  ];
}

const namesOf = (documents: readonly Manifest[], kind: string): string[] =>
  all(documents, kind).map(({ metadata }) => metadata.name);

/** Each volume is mounted, each mount has a volume, and what a volume is made from exists or is made by Strimzi. */
function mounts(documents: readonly Manifest[]): string[] {
  const users = namesOf(documents, 'KafkaUser');
  const authorities = namesOf(documents, 'Kafka').map((name) => `${name}-cluster-ca-cert`);
  const known: Readonly<Record<string, readonly string[]>> = {
    secret: [...users, ...authorities],
    configMap: namesOf(documents, 'ConfigMap'),
    persistentVolumeClaim: namesOf(documents, 'PersistentVolumeClaim'),
  };
  return podsOf(documents).flatMap(({ what, volumes, mounts: mounted }) => [
    ...volumes.flatMap(({ secret, configMap, persistentVolumeClaim: claim }) => {
      const sources = {
        secret: secret?.secretName,
        configMap: configMap?.name,
        persistentVolumeClaim: claim?.claimName,
      };
      return Object.entries(sources)
        .filter(([type, name]) => name !== undefined && !known[type]?.includes(name))
        .map(([type, name]) => `${what} mounts the ${type} "${name}", which nobody makes`);
    }),
    ...mounted
      .filter(({ name }) => !volumes.some((volume) => volume.name === name))
      .map(({ name }) => `${what} mounts "${name}", which is no volume`),
  ]);
}

/** Topics, users and node pools belong to the cluster that there is, in its namespace. */
function clusters(documents: readonly Manifest[]): string[] {
  const [kafka] = all(documents, 'Kafka');
  return ['KafkaTopic', 'KafkaUser', 'KafkaNodePool'].flatMap((kind) =>
    all(documents, kind)
      .filter(
        ({ metadata }) =>
          metadata.labels?.['strimzi.io/cluster'] !== kafka?.metadata.name ||
          metadata.namespace !== kafka?.metadata.namespace,
      )
      .map(({ metadata }) => `${kind} "${metadata.name}" belongs to no Kafka`),
  );
}

/** Rights are on topics that there are, each query has its output topic, and each topic has a reader. */
function topics(documents: readonly Manifest[]): string[] {
  const known = all<Topic>(documents, 'KafkaTopic').map(
    ({ metadata, spec }) => spec.topicName ?? metadata.name,
  );
  const granted = all<User>(documents, 'KafkaUser').flatMap(({ metadata, spec }) =>
    spec.authorization.acls
      .filter(({ resource }) => resource.type === 'topic')
      .map(({ resource }) => ({ user: metadata.name, topic: resource.name })),
  );
  const queries = all<Manifest & { data: Record<string, string> }>(documents, 'ConfigMap').flatMap(
    ({ data }) => Object.keys(data).flatMap((file) => /^(.*)\.sql$/.exec(file)?.[1] ?? []),
  );
  return [
    ...granted
      .filter(({ topic }) => !known.includes(topic))
      .map(({ user, topic }) => `${user} has rights on "${topic}", which is no topic`),
    ...queries
      .filter((query) => !known.includes(query))
      .map((query) => `query "${query}" has no topic`),
    ...known
      .filter((topic) => !granted.some((grant) => grant.topic === topic))
      .map((topic) => `nobody may touch topic "${topic}"`),
  ];
}

/** The user that a leg logs in as is the one whose Secret it mounts. */
function logins(documents: readonly Manifest[]): string[] {
  return podsOf(documents).flatMap(({ what, volumes, open }) => {
    const login = /"COURANT_SASL_USERNAME","value":"([^"]+)"/.exec(JSON.stringify(open))?.[1];
    const secrets = volumes.flatMap(({ secret }) => secret?.secretName ?? []);
    return login === undefined || secrets.includes(login)
      ? []
      : [`${what} logs in as "${login}" with the password of ${secrets.join(', ')}`];
  });
}

function accounts(documents: readonly Manifest[]): string[] {
  const known = namesOf(documents, 'ServiceAccount');
  const roles = namesOf(documents, 'Role');
  return [
    ...podsOf(documents)
      .filter(({ serviceAccount }) => !known.includes(serviceAccount ?? ''))
      .map(({ what, serviceAccount }) => `${what} runs as "${serviceAccount}", which nobody makes`),
    ...all<Binding>(documents, 'RoleBinding').flatMap(({ metadata, roleRef, subjects }) => [
      ...(roles.includes(roleRef.name)
        ? []
        : [`${metadata.name} binds "${roleRef.name}", which is no Role`]),
      ...subjects
        .filter(({ name }) => !known.includes(name))
        .map(({ name }) => `${metadata.name} binds to "${name}", which is no ServiceAccount`),
    ]),
  ];
}

/** What selects pods selects some: Deployments their own, budgets and monitors those of some part. */
function selectors(documents: readonly Manifest[]): string[] {
  const pods = podsOf(documents).map(({ labels }) => labels);
  return ['Deployment', 'PodDisruptionBudget', 'PodMonitor'].flatMap((kind) =>
    all<Selecting>(documents, kind)
      .filter(({ spec }) => {
        const wanted = Object.entries(spec.selector?.matchLabels ?? {});
        const among = spec.template === undefined ? pods : [spec.template.metadata.labels];
        return (
          wanted.length === 0 ||
          !among.some((labels) => wanted.every(([key, value]) => labels[key] === value))
        );
      })
      .map(({ metadata }) => `${kind} "${metadata.name}" selects no pod`),
  );
}

/** The address that clients are given is the one that Strimzi makes. */
function bootstrap(documents: readonly Manifest[]): string[] {
  const [kafka] = all<Manifest & { spec: { kafka: { listeners: { port: number }[] } } }>(
    documents,
    'Kafka',
  );
  const port = kafka?.spec.kafka.listeners[0]?.port;
  const address = `${kafka?.metadata.name}-kafka-bootstrap.${kafka?.metadata.namespace}.svc:${port}`;
  return podsOf(documents)
    .filter(({ open }) => !JSON.stringify(open).includes(`"${address}"`))
    .map(({ what }) => `${what} does not connect to ${address}`);
}

function doubles(documents: readonly Manifest[]): string[] {
  const names = documents.map(
    ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
  );
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `there are two of ${name}`);
}
