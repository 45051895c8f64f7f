/** A whole chain as one chart, for a cdk8s app of your own. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ChainInput } from '../chain/chain.ts';
import { resolveChain } from '../chain/chain.ts';
import { kubernetesNames } from '../chain/names.ts';
import type { FlinkQueries } from './constructs/flink/flinkQueries.ts';
import type { KafkaCluster } from './constructs/kafkaCluster.ts';
import type { SensorGenerator } from './constructs/sensorGenerator.ts';
import type { StreamingQueries } from './constructs/streamingQueries.ts';
import type { KafkaLeg } from './legs.ts';
import { addFlinkQueries, addGenerator, addKafka, addQueries } from './legs.ts';
import { addMetrics } from './metrics.ts';

type QueriesInput = NonNullable<ChainInput['queries']>;
type SparkInput = NonNullable<QueriesInput['spark']>;
type FlinkInput = NonNullable<QueriesInput['flink']>;

/** The definition of a chain, its name left out, and the texts of its queries. */
export interface StreamingChainProps extends Omit<ChainInput, 'name' | 'queries'> {
  /**
   * Text of each query that Spark runs by its name, which is its output topic's.
   * @default - none
   */
  readonly queries?: Readonly<Record<string, string>>;
  /**
   * The same of those that Flink runs.
   * @default - none
   */
  readonly flinkQueries?: Readonly<Record<string, string>>;
  /**
   * How much a micro-batch reads, and how often there is one.
   * @default - up to 400,000 records a micro-batch, at the runner's own pace
   */
  readonly batches?: Omit<SparkInput, 'folder'>;
  /**
   * How often Flink keeps what it knows and tells of it, and how late a reading may be.
   * @default - each second; 10 seconds
   */
  readonly checkpoints?: Omit<FlinkInput, 'folder'>;
  /**
   * Namespace of everything; it must exist, and the engines' operators must watch it.
   * @default - the chain's name
   */
  readonly namespace?: string;
}

/** Spark alone needs no name. */
function enginesOf(props: StreamingChainProps): QueriesInput {
  const { queries = {}, flinkQueries = {}, batches = {}, checkpoints = {} } = props;
  if (Object.keys(flinkQueries).length === 0) return batches;
  const hasSpark = Object.keys(queries).length > 0;
  return { ...(hasSpark ? { spark: batches } : {}), flink: checkpoints };
}

/** Kafka, generator and queries, wired. The id is the chain's name. */
export class StreamingChain extends Chart {
  readonly kafka: KafkaCluster;
  /** The legs' users, and one that may read everything. */
  readonly users: KafkaLeg['users'];
  readonly generator: SensorGenerator;
  readonly #spark: StreamingQueries | undefined;
  readonly #flink: FlinkQueries | undefined;

  /** @throws CourantError COURANT_CONFIG_INVALID with all problems of the definition at once */
  constructor(scope: Construct, id: string, props: StreamingChainProps) {
    const { queries = {}, flinkQueries = {}, batches: _, checkpoints: __, ...rest } = props;
    const { namespace, ...written } = rest;
    const engines = enginesOf(props);
    const chain = resolveChain({ ...written, name: id, queries: engines }, `chain "${id}"`);
    super(scope, id, { namespace: namespace ?? kubernetesNames(chain.name).namespace });
    const source = { chain, queries, flinkQueries };
    const kafka = addKafka(this, source);
    this.kafka = kafka.cluster;
    this.users = kafka.users;
    this.generator = addGenerator(this, source, kafka);
    this.#spark = addQueries(this, source, kafka);
    this.#flink = addFlinkQueries(this, source, kafka);
    if (chain.metrics === true) addMetrics(this, chain.name);
  }

  /** @throws RangeError where Spark runs no query */
  get queries(): StreamingQueries {
    if (this.#spark === undefined) throw new RangeError('this chain has no queries of Spark');
    return this.#spark;
  }

  /** @throws RangeError where Flink runs no query */
  get flinkQueries(): FlinkQueries {
    if (this.#flink === undefined) throw new RangeError('this chain has no queries of Flink');
    return this.#flink;
  }
}
