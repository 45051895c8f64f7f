/** Arguments of the runners (spark/, flink/), the same wherever they run; nothing is left to their own defaults. */
import type { Engine } from './engines.ts';
import { columnsText } from './eventColumns.ts';
import type { EventColumns } from './eventColumns.ts';
import { topicNames } from './names.ts';

export interface RunnerOptions {
  readonly bootstrapServers: string;
  /** A Java properties file with further settings of the Kafka client. */
  readonly kafkaProperties?: string;
  /** Folder of the `.sql` files. */
  readonly queries: string;
  /** Folder or URI under which each query has its own. */
  readonly checkpoints: string;
  /** Most records that one micro-batch of a query reads. */
  readonly maxOffsetsPerTrigger: number;
  /** Least time between the starts of two micro-batches, in ms; `auto`: as long as pays, up to 1 s. */
  readonly trigger: number | 'auto';
  /** Port on which the runner tells Prometheus about its queries; left out: it tells nobody. */
  readonly metricsPort?: number | undefined;
  /** Folder of what is to be computed once more, as a batch, instead of running streams. */
  readonly recompute?: string | undefined;
  /** Columns of the view `readings` beside its own. */
  readonly columns: EventColumns;
}

export function runnerArguments(options: RunnerOptions): string[] {
  const { metricsPort, recompute } = options;
  return asArguments({
    ...common(options),
    'starting-offsets': 'earliest',
    'max-offsets-per-trigger': String(options.maxOffsetsPerTrigger),
    'trigger-ms': String(options.trigger),
    ...(metricsPort === undefined ? {} : { 'metrics-port': String(metricsPort) }),
    ...(recompute === undefined ? {} : { recompute }),
    ...columns(options.columns),
  });
}

/** Names of the queries that other engines of the chain run. */
export type QueriesBeside = Partial<Readonly<Record<Engine, readonly string[]>>>;

/** A runner withdraws what gone queries reported, also those of an engine that is gone, and leaves the others' alone. */
export function besideFlags(beside: QueriesBeside): string[] {
  const queries = Object.values(beside).flat();
  if (queries.length === 0) return [];
  return [
    `-Dcourant.otherEngines=${Object.keys(beside).join(',')}`,
    `-Dcourant.otherQueries=${queries.join(',')}`,
  ];
}

type CommonOptions = Pick<
  RunnerOptions,
  'bootstrapServers' | 'kafkaProperties' | 'queries' | 'checkpoints'
>;

export interface FlinkRunnerOptions extends CommonOptions, Pick<RunnerOptions, 'columns'> {
  /** Time between two checkpoints, in ms. */
  readonly checkpointInterval: number;
  /** How late a reading may be where a query does not say its own, in ms. */
  readonly watermark: number;
  /** The one query to run, as a Flink of its own on a cluster does; left out: all of the folder. */
  readonly query?: string;
}

export function flinkRunnerArguments(options: FlinkRunnerOptions): string[] {
  return asArguments({
    ...common(options),
    ...(options.query === undefined ? {} : { query: options.query }),
    'checkpoint-ms': String(options.checkpointInterval),
    'watermark-ms': String(options.watermark),
    ...columns(options.columns),
  });
}

function common({ bootstrapServers, kafkaProperties, queries, checkpoints }: CommonOptions) {
  return {
    'bootstrap-servers': bootstrapServers,
    ...(kafkaProperties === undefined ? {} : { 'kafka-properties': kafkaProperties }),
    queries,
    checkpoints,
    input: topicNames.readings,
    'dead-letters': topicNames.deadLetters,
    progress: topicNames.progress,
  };
}

function columns(own: EventColumns): { columns?: string } {
  return Object.keys(own).length === 0 ? {} : { columns: columnsText(own) };
}

function asArguments(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}
