/** Every derived name, so that a search for one finds one hit. Pure. */

export const topicNames = {
  /** What the generator writes and every query reads. */
  readings: 'readings',
  /** Records of `readings` that are no reading. */
  deadLetters: 'readings.dlq',
  /** What each leg reports about itself (chain/progress.ts). */
  progress: 'courant.progress',
} as const;

/** Record headers by which every reading is accounted for. */
export const readingHeaders = { producer: 'producer', seq: 'seq' } as const;

/** What the transactional ids of all generators begin with: on Kubernetes the generator's user has rights on these alone. */
export const transactionalIdPrefix = 'courant.generator.';

/** By which brokers tell of two processes of one producer the later one. */
export function transactionalIdOf(producer: string): string {
  return `${transactionalIdPrefix}${producer}`;
}

/** Record headers of a query's output rows. */
export const rowHeaders = {
  query: 'query',
  batch: 'batch',
  fingerprint: 'fingerprint',
  row: 'row',
} as const;

/** Record headers of a dead letter, beside the original reading headers. */
export const deadLetterHeaders = {
  query: 'query',
  reason: 'reason',
  detail: 'detail',
  topic: 'topic',
  partition: 'partition',
  offset: 'offset',
  /** Bytes of the whole value, where the letter holds only a beginning of it, or none. */
  size: 'size',
} as const;

/** Reason of a dead letter that is no record of the input but an output row, too large for Kafka; key `batch/row`. */
export const oversizedRow = 'oversized_row';

/** Kafka's rule for topic names (org.apache.kafka.common.internals.Topic). */
export const topicNamePattern = /^[a-zA-Z0-9._-]{1,249}$/;

/** Kafka's metrics replace `.` by `_`, so two topics that differ only there collide. */
export function collisionName(topic: string): string {
  return topic.replaceAll('.', '_');
}

/** Folder of a local chain's state, inside the chain's folder. */
export const stateFolder = '.courant';

/**
 * Why a topic of the user cannot be called that; `undefined` when it can.
 * @param others names that are taken
 */
export function topicNameProblem(name: string, others: readonly string[]): string | undefined {
  if (!topicNamePattern.test(name) || name === '.' || name === '..') {
    return `${JSON.stringify(name.slice(0, 60))} is no topic name: 1 to 249 of letters, digits, ".", "_" and "-"`;
  }
  if (collisionName(name).startsWith('courant_')) {
    return `topics named "courant.…" are the chain's own`;
  }
  const other = others.find((taken) => collisionName(taken) === collisionName(name));
  if (other === undefined) return undefined;
  return `"${name}" collides with "${other}": Kafka takes "." and "_" for the same`;
}

/** Port of the one listener of a chain's Kafka on Kubernetes: TLS and SCRAM-SHA-512. */
export const kafkaListenerPort = 9093;

/** Who has a Kafka user of its own on Kubernetes. */
export const kafkaUsers = ['generator', 'spark', 'flink', 'verify'] as const;
export type KafkaUserOf = (typeof kafkaUsers)[number];

/** Kafka user, and the Secret in which Strimzi keeps its password (the same name: Strimzi's rule). */
export function kafkaUserName(chain: string, user: KafkaUserOf): string {
  return `${chain}-${user}`;
}

/** Kafka's first address, as its certificate names it. */
export function bootstrapAddress(cluster: string, namespace: string): string {
  return `${cluster}-kafka-bootstrap.${namespace}.svc:${kafkaListenerPort}`;
}

/** Secret with the authority (`ca.crt`) that signed the brokers' certificates. */
export function clusterCaSecret(cluster: string): string {
  return `${cluster}-cluster-ca-cert`;
}

/** Label that Strimzi gives to pods, claims and secrets of one Kafka, and reads from topics, users and node pools. */
export const strimziClusterLabel = 'strimzi.io/cluster';

/** Kubernetes objects of one chain; all lie in the namespace that is called like the chain. */
export function kubernetesNames(chain: string) {
  return {
    namespace: chain,
    kafka: chain,
    generator: `${chain}-generator`,
    /** SparkApplication; its driver pod is `…-driver`. */
    queries: `${chain}-queries`,
    /** ConfigMap of the `.sql` files. */
    queryFiles: `${chain}-queries-sql`,
    /** ConfigMap of the runner's Kafka settings. */
    kafkaProperties: `${chain}-queries-kafka`,
    checkpoints: `${chain}-checkpoints`,
    driver: `${chain}-driver`,
    executor: `${chain}-executor`,
    /** Who the pods of Flink's queries are, and what the rest of them is called after. */
    flink: `${chain}-flink`,
    /** ConfigMap of Flink's `.sql` files. */
    flinkQueryFiles: `${chain}-flink-sql`,
    /** ConfigMap of its runner's Kafka settings. */
    flinkKafkaProperties: `${chain}-flink-kafka`,
    flinkCheckpoints: `${chain}-flink-checkpoints`,
    /** PrometheusRule. */
    alerts: `${chain}-alerts`,
    /** ConfigMap of Grafana's dashboard. */
    dashboard: `${chain}-dashboard`,
  } as const;
}

/** A topic's name as Kubernetes allows it (RFC 1123): lower case, `-` for `_`. */
export function kubernetesTopicName(topic: string): string {
  return topic.toLowerCase().replaceAll('_', '-');
}

/**
 * Why a topic cannot be an object of Kubernetes; `undefined` when it can.
 * @param others topics that there are already
 */
export function kubernetesTopicProblem(
  topic: string,
  others: readonly string[],
): string | undefined {
  const name = kubernetesTopicName(topic);
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name)) {
    return `topic "${topic}" would be the Kubernetes object "${name}", which must begin and end with a letter or a digit`;
  }
  const other = others.find((taken) => kubernetesTopicName(taken) === name);
  if (other === undefined) return undefined;
  return `topics "${topic}" and "${other}" would both be the Kubernetes object "${name}"`;
}
