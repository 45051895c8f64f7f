/** A Kafka cluster without ZooKeeper, run by Strimzi: node pools, one listener, topics, users. */
import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Kafka,
  KafkaSpecEntityOperatorTopicOperatorResourcesLimits as OperatorLimit,
  KafkaSpecEntityOperatorTopicOperatorResourcesRequests as OperatorRequest,
  KafkaSpecKafkaAuthorizationType,
  KafkaSpecKafkaListenersAuthenticationType,
  KafkaSpecKafkaListenersType,
  KafkaSpecKafkaMetricsConfigType,
} from '../../imports/kafka.strimzi.io.ts';
import type {
  KafkaSpecKafkaListeners,
  KafkaSpecKafkaListenersNetworkPolicyPeers,
} from '../../imports/kafka.strimzi.io.ts';
import { bootstrapAddress, clusterCaSecret, kafkaListenerPort } from '../../chain/names.ts';
import { kafkaMetadataVersion, kafkaVersion } from '../../chain/versions.ts';
import { addKafkaFlows, strimziPods } from './kafkaFlows.ts';
import type { Labels } from './labels.ts';
import { partLabels } from './labels.ts';
import type { NodePoolProps } from './nodePool.ts';
import { NodePool } from './nodePool.ts';
import { addPodMonitor } from './podMonitor.ts';
import { cpuQuantity, memoryQuantity } from './quantities.ts';
import type { TopicProps } from './topic.ts';
import { Topic } from './topic.ts';
import { User } from './user.ts';

export interface KafkaClusterProps {
  /** Name of the cluster; pods, services and secrets are named after it. */
  readonly name: string;
  /** At least one pool of controllers and one of brokers; a pool can be both. */
  readonly pools: readonly NodePoolProps[];
  /**
   * Brokers that hold each partition unless a topic says otherwise.
   * @default - the number of brokers, 3 at most
   */
  readonly replicationFactor?: number;
  /**
   * Replicas that must have a record before it is acknowledged.
   * @default - one less than `replicationFactor`, 1 at least
   */
  readonly minInSyncReplicas?: number;
  /**
   * Apache Kafka.
   * @default - the version that this package is tested with
   */
  readonly version?: string;
  /**
   * CPU requested by the topic operator and by the user operator, in thousandths.
   * @default 100
   */
  readonly operatorCpuMillis?: number;
  /**
   * Memory of the topic operator and of the user operator, in bytes.
   * @default 268435456 (256 MiB)
   */
  readonly operatorMemoryBytes?: number;
  /**
   * Namespace of a Prometheus that reads the brokers' metrics; a PodMonitor tells it to (needs the Prometheus operator).
   * @default - there are none
   */
  readonly prometheusNamespace?: string | undefined;
  /**
   * Labels of every object.
   * @default - those of a part called `kafka`
   */
  readonly labels?: Labels;
}

export class KafkaCluster extends Construct {
  readonly clusterName: string;
  readonly brokers: number;
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
  /** Secret whose `ca.crt` clients trust. */
  readonly caSecretName: string;
  /** Labels of the Kafka pods. */
  readonly podLabels: Labels;
  readonly #labels: Labels;
  readonly #clients: Labels[] = [];
  readonly #topics: Topic[] = [];
  readonly #users: User[] = [];

  constructor(scope: Construct, id: string, props: KafkaClusterProps) {
    super(scope, id);
    this.clusterName = props.name;
    this.caSecretName = clusterCaSecret(props.name);
    this.#labels = { ...partLabels(props.name, 'kafka'), ...props.labels };
    this.podLabels = strimziPods(props.name, 'kafka');
    const pools = props.pools.map(
      (pool) => new NodePool(this, { ...pool, cluster: props.name, labels: this.#labels }),
    );
    this.brokers = pools.reduce((sum, pool) => sum + (pool.isBroker ? pool.replicas : 0), 0);
    this.replicationFactor = props.replicationFactor ?? Math.min(3, this.brokers);
    this.minInSyncReplicas = props.minInSyncReplicas ?? Math.max(1, this.replicationFactor - 1);
    this.addResource(props);
    addKafkaFlows(this, props.name, this.#labels);
    if (props.prometheusNamespace !== undefined) this.addMetrics(props.prometheusNamespace);
  }

  /** `host:port` of the listener. */
  get bootstrapServers(): string {
    return bootstrapAddress(this.clusterName, Chart.of(this).namespace ?? 'default');
  }

  get topics(): readonly Topic[] {
    return this.#topics;
  }

  get users(): readonly User[] {
    return this.#users;
  }

  /** @param topicName as Kafka knows it */
  addTopic(topicName: string, props: TopicProps): Topic {
    const topic = new Topic(this, topicName, {
      replicationFactor: this.replicationFactor,
      ...props,
      cluster: this.clusterName,
      labels: this.#labels,
    });
    if (topic.replicationFactor > this.brokers) {
      throw new RangeError(
        `topic "${topicName}": ${topic.replicationFactor} replicas need ${topic.replicationFactor} brokers, "${this.clusterName}" has ${this.brokers}`,
      );
    }
    this.#topics.push(topic);
    return topic;
  }

  addUser(userName: string): User {
    const user = new User(this, userName, { cluster: this.clusterName, labels: this.#labels });
    this.#users.push(user);
    return user;
  }

  /** Lets pods with these labels connect to the listener. */
  allowFrom(...pods: readonly Labels[]): void {
    this.#clients.push(...pods);
  }

  private addResource(props: KafkaClusterProps): void {
    const operator = operatorResources(props);
    new Kafka(this, 'Resource', {
      metadata: { name: props.name, labels: { ...this.#labels } },
      spec: {
        kafka: {
          version: props.version ?? kafkaVersion,
          ...(props.version === undefined ? { metadataVersion: kafkaMetadataVersion } : {}),
          listeners: [this.listener()],
          authorization: { type: KafkaSpecKafkaAuthorizationType.SIMPLE },
          config: this.settings(),
          ...(props.prometheusNamespace !== undefined
            ? { metricsConfig: { type: KafkaSpecKafkaMetricsConfigType.STRIMZI_METRICS_REPORTER } }
            : {}),
        },
        entityOperator: {
          // Two busy cores need longer for a start than Strimzi's own patience.
          topicOperator: { resources: operator, startupProbe: { failureThreshold: 30 } },
          userOperator: { resources: operator, livenessProbe: { initialDelaySeconds: 90 } },
        },
      },
    });
  }

  /** The only way in: encrypted, with a password, from known pods. */
  private listener(): KafkaSpecKafkaListeners {
    return {
      name: 'scram',
      port: kafkaListenerPort,
      type: KafkaSpecKafkaListenersType.INTERNAL,
      tls: true,
      authentication: {
        type: KafkaSpecKafkaListenersAuthenticationType.SCRAM_HYPHEN_SHA_HYPHEN_512,
      },
      networkPolicyPeers: Lazy.any({
        produce: () => this.#clients.map((pods) => ({ podSelector: { matchLabels: { ...pods } } })),
      }) as KafkaSpecKafkaListenersNetworkPolicyPeers[],
    };
  }

  /** Topics are made by Strimzi only, so that each has the settings that were written. */
  private settings(): Record<string, string | number | boolean> {
    return {
      'auto.create.topics.enable': false,
      'default.replication.factor': this.replicationFactor,
      'min.insync.replicas': this.minInSyncReplicas,
      'offsets.topic.replication.factor': this.replicationFactor,
      'transaction.state.log.replication.factor': this.replicationFactor,
      'transaction.state.log.min.isr': this.minInSyncReplicas,
    };
  }

  /** Strimzi names the port, and its own policy opens it to every pod. */
  private addMetrics(prometheusNamespace: string): void {
    addPodMonitor(this, 'PodMonitor', {
      name: `${this.clusterName}-kafka`,
      labels: this.#labels,
      pods: this.podLabels,
      port: 'tcp-prometheus',
      prometheusNamespace,
    });
  }
}

function operatorResources({ operatorCpuMillis = 100, operatorMemoryBytes = 2 ** 28 }) {
  const memory = memoryQuantity(operatorMemoryBytes);
  return {
    requests: {
      cpu: OperatorRequest.fromString(cpuQuantity(operatorCpuMillis)),
      memory: OperatorRequest.fromString(memory),
    },
    limits: {
      cpu: OperatorLimit.fromString(cpuQuantity(Math.max(1_000, 10 * operatorCpuMillis))),
      memory: OperatorLimit.fromString(memory),
    },
  };
}
