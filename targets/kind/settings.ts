/** Sources of a cluster and its operators; each can be another, for machines without a public registry. */
import { z } from 'zod';
import {
  charts,
  flinkOperatorVersion,
  sparkOperatorVersion,
  strimziVersion,
} from '../../chain/versions.ts';
import type { Environment } from '../machine/environment.ts';

const operator = z.object({
  /** A chart reference, the address of a repository, a folder or an archive. */
  chart: z.string(),
  /** A values file that comes after courant's own values. */
  values: z.string().nullable(),
});
export type OperatorSource = z.infer<typeof operator>;

export const kindSettings = z.object({
  /** Image of the cluster's node; `null`: the one that kind-config.yaml names. */
  nodeImage: z.string().nullable(),
  /** Name of the kind cluster; `null`: the one that kind-config.yaml names. */
  cluster: z.string().nullable(),
  strimzi: operator,
  sparkOperator: operator,
  /** Unknown to chains that were started before there was one. */
  flinkOperator: operator.default({ chart: charts.flinkOperator, values: null }),
  /** Images of this machine's Docker that are loaded into the cluster beside the chain's own. */
  loadImages: z.array(z.string()),
});
export type KindSettings = z.infer<typeof kindSettings>;

/** As flags of `up` give them. */
export interface SettingsFlags {
  readonly nodeImage?: string;
  readonly cluster?: string;
  readonly strimziChart?: string;
  readonly strimziValues?: string;
  readonly sparkOperatorChart?: string;
  readonly sparkOperatorValues?: string;
  readonly flinkOperatorChart?: string;
  readonly flinkOperatorValues?: string;
  readonly loadImage?: readonly string[];
}

/** A flag goes before a variable of the environment, that before what was recorded, that before the default. */
export function settingsOf(
  flags: SettingsFlags,
  environment: Environment,
  recorded?: KindSettings,
): KindSettings {
  const chosen = (flag: string | undefined, variable: string, before?: string | null) =>
    flag ?? (environment[variable] || undefined) ?? before ?? null;
  const operator = (
    name: 'strimzi' | 'sparkOperator' | 'flinkOperator',
    variable: string,
  ): OperatorSource => ({
    chart:
      chosen(flags[`${name}Chart`], `COURANT_${variable}_CHART`, recorded?.[name].chart) ??
      charts[name],
    values: chosen(flags[`${name}Values`], `COURANT_${variable}_VALUES`, recorded?.[name].values),
  });
  const listed = environment['COURANT_LOAD_IMAGES']?.split(',').filter(Boolean);
  return {
    nodeImage: chosen(flags.nodeImage, 'COURANT_NODE_IMAGE', recorded?.nodeImage),
    cluster: chosen(flags.cluster, 'COURANT_KIND_CLUSTER', recorded?.cluster),
    strimzi: operator('strimzi', 'STRIMZI'),
    sparkOperator: operator('sparkOperator', 'SPARK_OPERATOR'),
    flinkOperator: operator('flinkOperator', 'FLINK_OPERATOR'),
    loadImages: [...(flags.loadImage ?? listed ?? recorded?.loadImages ?? [])],
  };
}

/** By release, the chart's name in its repository, and the version that this package is tested with. */
const pinned = {
  strimzi: ['strimzi-kafka-operator', strimziVersion],
  'spark-operator': ['spark-operator', sparkOperatorVersion],
  'flink-operator': ['flink-kubernetes-operator', flinkOperatorVersion],
} as const;
export type Release = keyof typeof pinned;

/** What helm is told about a chart: a repository's address needs the chart's name beside it. */
export function chartArguments(chart: string, release: Release): string[] {
  const [name, version] = pinned[release];
  if (/^https?:\/\/.*\.tgz$/.test(chart)) return [chart];
  if (/^https?:\/\//.test(chart)) return [name, '--repo', chart, '--version', version];
  // A folder or an archive is the version that it is.
  return chart.startsWith('oci://') ? [chart, '--version', version] : [chart];
}
