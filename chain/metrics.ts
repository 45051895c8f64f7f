/**
 * Every metric that a chain tells of itself, said once: what the pods serve on a cluster, and what the page serves on this
 * machine. Where two tell the same they use the same name. The runner (Java) is held to this table by its tests, with
 * test/golden/metrics.txt.
 */

/** Who tells it: a generator's pod, the pod of the queries' driver, the page (and `courant metrics`). */
export type MetricTeller = 'generator' | 'queries' | 'page';

export interface MetricDescription {
  readonly type: 'gauge' | 'counter';
  /** What it counts or measures, without a final period. */
  readonly help: string;
  /** Name of the label that its samples have; left out: it has one sample. */
  readonly label?: 'query' | 'topic' | 'leg' | 'verdict';
  readonly toldBy: readonly MetricTeller[];
}

const perQuery = { label: 'query', toldBy: ['queries', 'page'] } as const;
const ofDriver = { label: 'query', toldBy: ['queries'] } as const;
const ofGenerator = { toldBy: ['generator'] } as const;
const ofBoth = { toldBy: ['generator', 'page'] } as const;
const ofPage = { toldBy: ['page'] } as const;

export const metricTable = {
  courant_generators: { type: 'gauge', help: 'Generator processes asked for', ...ofPage },
  courant_generator_readings_acknowledged_total: {
    type: 'counter',
    help: 'Readings that Kafka acknowledged',
    ...ofBoth,
  },
  courant_generator_readings_failed_total: {
    type: 'counter',
    help: 'Readings that are surely not in the topic',
    ...ofBoth,
  },
  courant_generator_readings_unknown_total: {
    type: 'counter',
    help: 'Readings without an answer before the delivery deadline',
    ...ofBoth,
  },
  courant_generator_bad_rows_total: {
    type: 'counter',
    help: 'Rows of replayed files that were no reading',
    ...ofBoth,
  },
  courant_generator_readings_waiting: {
    type: 'gauge',
    help: 'Readings that are not settled yet',
    ...ofGenerator,
  },
  courant_generator_asked_readings_per_second: {
    type: 'gauge',
    help: 'Rate that was asked for; absent in a replay, which follows its files',
    ...ofBoth,
  },
  courant_generator_achieved_readings_per_second: {
    type: 'gauge',
    help: 'Readings a second acknowledged lately',
    ...ofBoth,
  },
  courant_kafka_up: { type: 'gauge', help: 'Whether Kafka answers', ...ofPage },
  courant_topic_records: { type: 'gauge', help: 'Records kept', label: 'topic', ...ofPage },
  courant_topic_rate: {
    type: 'gauge',
    help: 'Records a second written lately',
    label: 'topic',
    ...ofPage,
  },
  courant_topic_end_offsets_total: {
    type: 'counter',
    help: 'Offsets behind the last record of each partition, added up',
    label: 'topic',
    toldBy: ['queries'],
  },
  courant_query_up: { type: 'gauge', help: 'Whether the query runs', ...perQuery },
  courant_query_rows_total: { type: 'counter', help: 'Records read', ...perQuery },
  courant_query_valid_total: { type: 'counter', help: 'Records that were readings', ...perQuery },
  courant_query_dead_letters_total: { type: 'counter', help: 'Records set aside', ...perQuery },
  courant_query_oversized_rows_total: {
    type: 'counter',
    help: 'Rows too large for Kafka, each a dead letter',
    ...ofDriver,
  },
  courant_query_late_total: {
    type: 'counter',
    help: 'Readings whose window had closed; absent where the plan does not tell',
    ...perQuery,
  },
  courant_query_restarts_total: {
    type: 'counter',
    help: 'Starts after a failure, since the runner started',
    ...perQuery,
  },
  courant_query_rate: {
    type: 'gauge',
    help: 'Records a second read lately',
    label: 'query',
    ...ofPage,
  },
  courant_query_lag_records: { type: 'gauge', help: 'Records not read', ...perQuery },
  courant_query_lag_seconds: {
    type: 'gauge',
    help: 'Age of the newest record read, 0 when nothing is left',
    ...perQuery,
  },
  courant_query_batch_milliseconds: {
    type: 'gauge',
    help: 'Duration of the last batch',
    ...perQuery,
  },
  courant_query_watermark_gap_seconds: {
    type: 'gauge',
    help: 'How far the watermark is behind the clock',
    ...perQuery,
  },
  courant_trusted_certificate_end_seconds: {
    type: 'gauge',
    help: 'When the last certificate ends by which brokers are trusted, since the epoch',
    toldBy: ['queries'],
  },
  courant_leg_up: { type: 'gauge', help: 'Whether the leg runs', label: 'leg', ...ofPage },
  courant_leg_restarts_total: {
    type: 'counter',
    help: 'Starts after a death',
    label: 'leg',
    ...ofPage,
  },
  courant_leg_resident_bytes: { type: 'gauge', help: 'Resident memory', label: 'leg', ...ofPage },
  courant_proof_ok: {
    type: 'gauge',
    help: 'Whether the last proof held',
    label: 'verdict',
    ...ofPage,
  },
  courant_proof_time_seconds: { type: 'gauge', help: 'When it ended', ...ofPage },
  courant_proof_lost: { type: 'gauge', help: 'Acknowledged and not seen', ...ofPage },
  courant_proof_doubled: { type: 'gauge', help: 'Seen twice', ...ofPage },
  courant_page_readers: { type: 'gauge', help: 'Open event streams of the page', ...ofPage },
  courant_page_skipped_total: {
    type: 'counter',
    help: 'Events not sent to readers that did not read',
    ...ofPage,
  },
} as const satisfies Record<string, MetricDescription>;

export type MetricName = keyof typeof metricTable;

/** Port of the driver's pod on which it tells them; a generator's is its image's own. */
export const driverMetricsPort = 8_080;
