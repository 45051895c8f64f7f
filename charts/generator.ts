/** Who produces. */
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { kubernetesNames } from '../chain/names.ts';
import type { SensorGenerator } from './constructs/sensorGenerator.ts';
import type { KafkaChart } from './kafka.ts';
import type { ChainSource } from './legs.ts';
import { addGenerator } from './legs.ts';

export class GeneratorChart extends Chart {
  readonly generator: SensorGenerator;

  constructor(scope: Construct, id: string, source: ChainSource & { readonly kafka: KafkaChart }) {
    super(scope, id, { namespace: kubernetesNames(source.chain.name).namespace });
    this.generator = addGenerator(this, source, source.kafka.leg);
  }
}
