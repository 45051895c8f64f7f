/** A topic, declared through Strimzi's topic operator. */
import { Construct } from 'constructs';
import { KafkaTopic } from '../../imports/kafka.strimzi.io.ts';
import { kubernetesTopicName, strimziClusterLabel } from '../../chain/names.ts';
import type { Labels } from './labels.ts';

export interface TopicProps {
  /** Parallel logs; can grow later, never shrink. */
  readonly partitions: number;
  /**
   * Brokers that hold each partition.
   * @default 1
   */
  readonly replicationFactor?: number;
  /**
   * Brokers that must have a record before it is acknowledged.
   * @default - the cluster's
   */
  readonly minInSyncReplicas?: number | undefined;
  /**
   * Kafka's own topic settings, like `retention.ms`.
   * @default - the brokers' settings
   */
  readonly config?: Readonly<Record<string, string | number>>;
}

/** Made by `KafkaCluster.addTopic`. */
export class Topic extends Construct {
  /** As Kafka knows it. */
  readonly topicName: string;
  /** As Kubernetes knows it. */
  readonly resourceName: string;
  readonly partitions: number;
  readonly replicationFactor: number;

  constructor(
    scope: Construct,
    topicName: string,
    props: TopicProps & { readonly cluster: string; readonly labels: Labels },
  ) {
    super(scope, kubernetesTopicName(topicName));
    this.topicName = topicName;
    this.resourceName = kubernetesTopicName(topicName);
    this.partitions = props.partitions;
    this.replicationFactor = props.replicationFactor ?? 1;
    const config = configOf(props);
    new KafkaTopic(this, 'Resource', {
      metadata: {
        name: this.resourceName,
        labels: { ...props.labels, [strimziClusterLabel]: props.cluster },
      },
      spec: {
        // Only where the two names differ: a topic's name can never change.
        ...(this.resourceName === topicName ? {} : { topicName }),
        partitions: this.partitions,
        replicas: this.replicationFactor,
        ...(config === undefined ? {} : { config }),
      },
    });
  }
}

function configOf({ config, minInSyncReplicas }: TopicProps): TopicProps['config'] {
  if (minInSyncReplicas === undefined) return config;
  return { ...config, 'min.insync.replicas': minInSyncReplicas };
}
