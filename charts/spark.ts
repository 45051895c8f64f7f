/** Who processes. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { kubernetesNames } from '../chain/names.ts';
import type { StreamingQueries } from './constructs/streamingQueries.ts';
import type { KafkaChart } from './kafka.ts';
import type { ChainSource } from './legs.ts';
import { addQueries } from './legs.ts';

export class SparkChart extends Chart {
  /** `undefined` where Spark runs no query. */
  readonly queries: StreamingQueries | undefined;

  constructor(scope: Construct, id: string, source: ChainSource & { readonly kafka: KafkaChart }) {
    super(scope, id, { namespace: kubernetesNames(source.chain.name).namespace });
    this.queries = addQueries(this, source, source.kafka.leg);
  }
}
