/** Names of a chain's objects, from its manifests: the waits need them. Pure. */
import { topicNames } from '../../../chain/names.ts';
import type { KubeObject } from '../api/objects.ts';

export interface ChainObjects {
  readonly all: readonly KubeObject[];
  readonly namespace: string;
  /** Names of the objects of Strimzi. */
  readonly kafka: string;
  readonly topics: readonly string[];
  readonly users: readonly string[];
  readonly generator: string;
  readonly application: string;
  /** Topics that queries write to, by their Kafka names. */
  readonly outputs: readonly string[];
}

export function chainObjects(all: readonly KubeObject[]): ChainObjects {
  const named = (kind: string): string[] =>
    all.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
  const own: readonly string[] = Object.values(topicNames);
  return {
    all,
    namespace: named('Namespace')[0] ?? '',
    kafka: named('Kafka')[0] ?? '',
    topics: named('KafkaTopic'),
    users: named('KafkaUser'),
    generator: named('Deployment')[0] ?? '',
    application: named('SparkApplication')[0] ?? '',
    outputs: all
      .filter(({ kind }) => kind === 'KafkaTopic')
      .map(({ metadata, spec }) => (spec as { topicName?: string }).topicName ?? metadata.name)
      .filter((topic) => !own.includes(topic)),
  };
}
