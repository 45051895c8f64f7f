/** Kafka: the cluster, its topics, one user a leg. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { kubernetesNames } from '../chain/names.ts';
import type { ChainSource, KafkaLeg } from './legs.ts';
import { addKafka } from './legs.ts';

export class KafkaChart extends Chart {
  readonly leg: KafkaLeg;

  constructor(scope: Construct, id: string, source: ChainSource) {
    super(scope, id, { namespace: kubernetesNames(source.chain.name).namespace });
    this.leg = addKafka(this, source);
  }
}
