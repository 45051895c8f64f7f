/** A whole chain as one chart, for a cdk8s app of your own. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ChainInput } from '../chain/chain.ts';
import { resolveChain } from '../chain/chain.ts';
import { kubernetesNames } from '../chain/names.ts';
import type { KafkaCluster } from './constructs/kafkaCluster.ts';
import type { SensorGenerator } from './constructs/sensorGenerator.ts';
import type { StreamingQueries } from './constructs/streamingQueries.ts';
import type { KafkaLeg } from './legs.ts';
import { addGenerator, addKafka, addQueries } from './legs.ts';
import { addMetrics } from './metrics.ts';

/** The definition of a chain, its name left out, and the texts of its queries. */
export interface StreamingChainProps extends Omit<ChainInput, 'name' | 'queries'> {
  /** Text of each query by its name, which is its output topic's. */
  readonly queries: Readonly<Record<string, string>>;
  /**
   * How much a micro-batch reads, and how often there is one.
   * @default - up to 400,000 records a micro-batch, at the runner's own pace
   */
  readonly batches?: Omit<NonNullable<ChainInput['queries']>, 'folder'>;
  /**
   * Namespace of everything; it must exist, and the Spark operator must watch it.
   * @default - the chain's name
   */
  readonly namespace?: string;
}

/** Kafka, generator and queries, wired. The id is the chain's name. */
export class StreamingChain extends Chart {
  readonly kafka: KafkaCluster;
  /** The legs' users, and one that may read everything. */
  readonly users: KafkaLeg['users'];
  readonly generator: SensorGenerator;
  readonly queries: StreamingQueries;

  /** @throws CourantError COURANT_CONFIG_INVALID with all problems of the definition at once */
  constructor(scope: Construct, id: string, props: StreamingChainProps) {
    const { queries, batches, namespace, ...written } = props;
    const chain = resolveChain({ ...written, name: id, queries: batches ?? {} }, `chain "${id}"`);
    super(scope, id, { namespace: namespace ?? kubernetesNames(chain.name).namespace });
    const source = { chain, queries };
    const kafka = addKafka(this, source);
    this.kafka = kafka.cluster;
    this.users = kafka.users;
    this.generator = addGenerator(this, source, kafka);
    this.queries = addQueries(this, source, kafka);
    if (chain.metrics === true) addMetrics(this, chain.name);
  }
}
