/** The plan of a chain: what it will ask of a cluster, before anything is applied, computed from its manifests. */
import { App } from 'cdk8s';
import { flinkQueries, sparkQueries } from '../chain/chain.ts';
import type { ChainDefinition } from '../chain/chain.ts';
import { cautionsOf } from '../chain/definition/fit.ts';
import { chainSize, requestedOf } from '../chain/definition/sizing.ts';
import { FlinkChart } from './flink.ts';
import { GeneratorChart } from './generator.ts';
import { KafkaChart } from './kafka.ts';
import type { ChainSource } from './legs.ts';
import { MetricsChart } from './metrics.ts';
import { NamespaceChart } from './namespace.ts';
import type { ManifestObject, PodRequest } from './requests.ts';
import { requestsOf } from './requests.ts';
import { readQueries } from './sources.ts';
import { SparkChart } from './spark.ts';

export interface Plan {
  readonly profile: ChainDefinition['profile'];
  /** How many objects of each kind. */
  readonly objects: Readonly<Record<string, number>>;
  /** The chain's pods, then those of the operators. */
  readonly pods: readonly PodRequest[];
  readonly total: ReturnType<typeof requestedOf>;
  /** What works, but not as well as the definition asks. */
  readonly cautions: readonly string[];
}

/** @param folder the definition's folder */
export function planChain(chain: ChainDefinition, folder: string): Plan {
  const documents = manifestsOf({ chain, ...readQueries(chain, folder) });
  const pods = [...requestsOf(documents), ...operatorsOf(chain)];
  return {
    profile: chain.profile,
    objects: countsOf(documents),
    pods,
    total: requestedOf(pods),
    cautions: cautionsOf(chain),
  };
}

/** All objects of a chain, in the order in which they are applied. */
export function manifestsOf(source: ChainSource): ManifestObject[] {
  const app = new App();
  const namespace = new NamespaceChart(app, 'namespace', source);
  const kafka = new KafkaChart(app, 'kafka', source);
  const generator = new GeneratorChart(app, 'generator', { ...source, kafka });
  const engines = [
    ...(sparkQueries(source.chain) ? [new SparkChart(app, 'spark', { ...source, kafka })] : []),
    ...(flinkQueries(source.chain) ? [new FlinkChart(app, 'flink', { ...source, kafka })] : []),
  ];
  const metrics = source.chain.metrics === true ? [new MetricsChart(app, 'metrics', source)] : [];
  return [namespace, kafka, generator, ...engines, ...metrics].flatMap(
    (chart) => chart.toJson() as ManifestObject[],
  );
}

/** The operators are not in the manifests; docs/kubernetes.md installs them with these sizes. */
function operatorsOf(chain: ChainDefinition): PodRequest[] {
  const { strimziOperator, sparkOperator, sparkWebhook, flinkOperator } = chainSize(chain);
  return [
    { what: 'Strimzi operator', ...strimziOperator },
    { what: 'Spark operator', ...sparkOperator },
    { what: 'Spark operator webhook', ...sparkWebhook },
    { what: 'Flink operator', ...flinkOperator },
  ].filter(({ replicas }) => replicas > 0);
}

function countsOf(documents: readonly ManifestObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of documents) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
