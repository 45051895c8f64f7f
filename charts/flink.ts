/** Who processes by Flink, where the definition names it. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { kubernetesNames } from '../chain/names.ts';
import type { FlinkQueries } from './constructs/flink/flinkQueries.ts';
import type { KafkaChart } from './kafka.ts';
import type { ChainSource } from './legs.ts';
import { addFlinkQueries } from './legs.ts';

export class FlinkChart extends Chart {
  /** `undefined` where Flink runs no query. */
  readonly queries: FlinkQueries | undefined;

  constructor(scope: Construct, id: string, source: ChainSource & { readonly kafka: KafkaChart }) {
    super(scope, id, { namespace: kubernetesNames(source.chain.name).namespace });
    this.queries = addFlinkQueries(this, source, source.kafka.leg);
  }
}
