/** Arguments of the runner (spark/), the same wherever it runs; nothing is left to its own defaults. */
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
  /** Columns of the view `readings` beside its own. */
  readonly columns: EventColumns;
}

export function runnerArguments(options: RunnerOptions): string[] {
  const { kafkaProperties, metricsPort } = options;
  return Object.entries({
    'bootstrap-servers': options.bootstrapServers,
    ...(kafkaProperties === undefined ? {} : { 'kafka-properties': kafkaProperties }),
    queries: options.queries,
    checkpoints: options.checkpoints,
    input: topicNames.readings,
    'dead-letters': topicNames.deadLetters,
    progress: topicNames.progress,
    'starting-offsets': 'earliest',
    'max-offsets-per-trigger': String(options.maxOffsetsPerTrigger),
    'trigger-ms': String(options.trigger),
    ...(metricsPort === undefined ? {} : { 'metrics-port': String(metricsPort) }),
    ...(Object.keys(options.columns).length === 0 ? {} : { columns: columnsText(options.columns) }),
  }).flatMap(([name, value]) => [`--${name}`, value]);
}
