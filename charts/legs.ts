/** The legs of a chain, each from the definition. */
import type { Construct } from 'constructs';
import { eventColumns, flinkQueries, sparkQueries } from '../chain/chain.ts';
import type { ChainDefinition, Engine } from '../chain/chain.ts';
import { kafkaUserName, kubernetesNames, transactionalIdPrefix } from '../chain/names.ts';
import {
  brokerHeapBytes,
  brokerStorageBytes,
  chainSize,
  executorCores,
  sparkHeapBytes,
  sparkOverheadBytes,
} from '../chain/definition/sizing.ts';
import type { QueriesBeside } from '../chain/runnerArguments.ts';
import { chainTopics } from '../chain/topics.ts';
import type { ChainTopic } from '../chain/topics.ts';
import { flinkQuerySize } from '../chain/definition/flinkSizing.ts';
import { chainImages } from '../chain/versions.ts';
import { FlinkQueries } from './constructs/flink/flinkQueries.ts';
import { pullPolicy } from './constructs/images.ts';
import { KafkaCluster } from './constructs/kafkaCluster.ts';
import type { NodePoolProps } from './constructs/nodePool.ts';
import { SensorGenerator } from './constructs/sensorGenerator.ts';
import { StreamingQueries } from './constructs/streamingQueries.ts';
import type { Topic } from './constructs/topic.ts';
import type { User } from './constructs/user.ts';

/** Text of each query by its name, which is its output topic's. */
export interface QueryTexts {
  /** Those that Spark runs. */
  readonly queries: Readonly<Record<string, string>>;
  /**
   * Those that Flink runs.
   * @default - none
   */
  readonly flinkQueries?: Readonly<Record<string, string>>;
}

/** What a chain is made from. */
export interface ChainSource extends QueryTexts {
  readonly chain: ChainDefinition;
}

/** Names of all queries, and so of the topics that they write to. */
export function outputsOf({ queries, flinkQueries = {} }: QueryTexts): string[] {
  return [...Object.keys(queries), ...Object.keys(flinkQueries)];
}

/** Kafka with what the other legs need of it. */
export interface KafkaLeg {
  readonly cluster: KafkaCluster;
  readonly users: {
    readonly generator: User;
    /** Where Spark runs queries. */
    readonly spark?: User;
    /** Where Flink runs queries. */
    readonly flink?: User;
    readonly verify: User;
  };
}

const gibibyte = 2 ** 30;

/** Namespace of the Prometheus that may read metrics; `undefined`: nobody may. */
export function prometheusNamespaceOf(chain: ChainDefinition): string | undefined {
  return chain.metrics === true ? (chain.prometheusNamespace ?? 'monitoring') : undefined;
}

export function addKafka(scope: Construct, source: ChainSource): KafkaLeg {
  const { chain } = source;
  const outputs = outputsOf(source);
  const cluster = new KafkaCluster(scope, 'Kafka', {
    name: kubernetesNames(chain.name).kafka,
    pools: nodePools(chain, outputs),
    operatorCpuMillis: chainSize(chain).topicOperator.cpuMillis,
    operatorMemoryBytes: chainSize(chain).topicOperator.memoryBytes,
    rackLabel: chain.sizing.kafka.rack,
    prometheusNamespace: prometheusNamespaceOf(chain),
  });
  const add = ({ name, ...props }: ChainTopic): Topic => cluster.addTopic(name, props);
  const topics = chainTopics(chain, outputs);
  const readings = add(topics.readings);
  const deadLetters = add(topics.deadLetters);
  const progress = add(topics.progress);
  const rows = topics.rows.map(add);
  const runner = (engine: 'spark' | 'flink', own: QueryTexts['queries'] = {}) => {
    const written = rows.filter(({ topicName }) => Object.hasOwn(own, topicName));
    if (written.length === 0) return {};
    const user = addUser(cluster, chain, engine)
      .allow('read', readings, progress)
      .allow('write', deadLetters, progress, ...written);
    return { [engine]: user };
  };
  return {
    cluster,
    users: {
      // A generator reads its own ledger and what it wrote and set aside last, to go on where it was.
      generator: addUser(cluster, chain, 'generator')
        .allow('write', readings, deadLetters, progress)
        .allow('read', readings, deadLetters, progress)
        .allowTransactionalIds(transactionalIdPrefix),
      ...runner('spark', source.queries),
      ...runner('flink', source.flinkQueries),
      verify: addUser(cluster, chain, 'verify').allow('read', ...cluster.topics),
    },
  };
}

function addUser(
  cluster: KafkaCluster,
  { name }: ChainDefinition,
  user: keyof KafkaLeg['users'],
): User {
  return cluster.addUser(kafkaUserName(name, user));
}

/** On a laptop one node is everything; in production controllers keep to themselves. */
function nodePools(chain: ChainDefinition, outputs: readonly string[]): NodePoolProps[] {
  const { brokers, controllers } = chainSize(chain);
  const isProduction = chain.profile === 'production';
  const pool = {
    ...brokers,
    heapBytes: brokerHeapBytes(chain),
    storageBytes: brokerStorageBytes(chain, outputs),
    storageClass: chain.sizing.kafka.storageClass,
    isSpread: isProduction,
  };
  if (!isProduction) {
    const name = 'dual-role';
    return [{ ...pool, name, roles: ['controller', 'broker'], deletesStorage: true }];
  }
  const small = { heapBytes: gibibyte / 2, storageBytes: 10 * gibibyte };
  return [
    { ...pool, ...controllers, ...small, name: 'controllers', roles: ['controller'] },
    { ...pool, name: 'brokers', roles: ['broker'] },
  ];
}

export function addGenerator(
  scope: Construct,
  { chain }: ChainSource,
  { cluster, users }: KafkaLeg,
): SensorGenerator {
  const image = chain.images.generator ?? chainImages.generator;
  return new SensorGenerator(scope, 'Generator', {
    chain: chain.name,
    name: kubernetesNames(chain.name).generator,
    image,
    imagePullPolicy: pullPolicy(image, chain.profile === 'laptop'),
    definition: `${JSON.stringify(chain, null, 2)}\n`,
    kafka: cluster,
    user: users.generator,
    ...chainSize(chain).generator,
    // Longer than a reading may stay unacknowledged: none is lost to a pod that is asked to go.
    graceSeconds: Math.ceil(chain.generator.deliveryDeadline / 1_000) + 30,
    isSpread: chain.profile === 'production',
    prometheusNamespace: prometheusNamespaceOf(chain),
  });
}

/** @returns `undefined` where Spark runs no query */
export function addQueries(
  scope: Construct,
  { chain, queries, flinkQueries: others = {} }: ChainSource,
  { cluster, users }: KafkaLeg,
): StreamingQueries | undefined {
  const settings = sparkQueries(chain);
  if (settings === undefined || users.spark === undefined) return undefined;
  const image = chain.images.spark ?? chainImages.spark;
  const { maxOffsetsPerTrigger, trigger } = settings;
  const { driver, executors } = chainSize(chain);
  const heapBytes = sparkHeapBytes(chain);
  const memory = { heapBytes, overheadBytes: sparkOverheadBytes(heapBytes) };
  const isProduction = chain.profile === 'production';
  return new StreamingQueries(scope, 'Queries', {
    chain: chain.name,
    queries,
    image,
    imagePullPolicy: pullPolicy(image, !isProduction),
    kafka: cluster,
    user: users.spark,
    driver: { ...memory, cpuMillis: driver.cpuMillis, cpuLimitMillis: 2 * 1_000 },
    executor: {
      ...memory,
      cpuMillis: executors.cpuMillis,
      cpuLimitMillis: 1_000 * executorCores(chain),
    },
    executors: executors.replicas,
    executorCores: executorCores(chain),
    checkpointAccess: chain.sizing.spark.checkpointAccess,
    checkpoints: chain.sizing.spark.checkpoints ?? {
      storageBytes: (isProduction ? 10 : 1) * gibibyte,
      storageClass: chain.sizing.spark.storageClass,
      isShared: isProduction,
    },
    maxOffsetsPerTrigger,
    trigger,
    columns: eventColumns(chain.generator),
    beside: besideOf('flink', others),
    isSpread: isProduction,
    prometheusNamespace: prometheusNamespaceOf(chain),
  });
}

/** @returns `undefined` where Flink runs no query */
export function addFlinkQueries(
  scope: Construct,
  { chain, queries: others, flinkQueries: queries = {} }: ChainSource,
  { cluster, users }: KafkaLeg,
): FlinkQueries | undefined {
  const settings = flinkQueries(chain);
  if (settings === undefined || users.flink === undefined) return undefined;
  const image = chain.images.flink ?? chainImages.flink;
  const isProduction = chain.profile === 'production';
  return new FlinkQueries(scope, 'FlinkQueries', {
    chain: chain.name,
    queries,
    image,
    imagePullPolicy: pullPolicy(image, !isProduction),
    kafka: cluster,
    user: users.flink,
    ...flinkQuerySize(chain),
    checkpoints: {
      storageBytes: (isProduction ? 10 : 1) * gibibyte,
      storageClass: chain.sizing.flink?.storageClass,
      isShared: isProduction,
    },
    checkpointInterval: settings.checkpointInterval,
    watermark: settings.watermark,
    columns: eventColumns(chain.generator),
    beside: besideOf('spark', others),
  });
}

function besideOf(engine: Engine, queries: QueryTexts['queries']): QueriesBeside {
  const names = Object.keys(queries);
  return names.length === 0 ? {} : { [engine]: names };
}
