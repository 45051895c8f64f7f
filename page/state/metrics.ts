/** The status in Prometheus' text form (exposition format 0.0.4): counts, and nothing of a reading. */
import type { StatusDocument } from '../../targets/data/status.ts';
import type { LiveProof } from '../live.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | null];

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** What is not known is left out: 0 would be a lie. */
export function metricsText(status: StatusDocument, proof: LiveProof | null): string {
  const metrics = [
    ...ofGenerator(status),
    ...ofTopics(status),
    ...ofQueries(status),
    ...ofLegs(status),
  ];
  return [...metrics, ...ofProof(proof)].map(textOf).join('');
}

function ofGenerator({ generator }: StatusDocument): Metric[] {
  const one = (value: number | null): Sample[] => [[{}, value]];
  return [
    gauge('courant_generators', 'Generator processes asked for', one(generator.replicas)),
    gauge(
      'courant_generator_rate',
      'Readings a second acknowledged lately',
      one(generator.ratePerSecond),
    ),
    counter(
      'courant_readings_acknowledged_total',
      'Readings that Kafka acknowledged',
      one(generator.acknowledged),
    ),
    counter('courant_readings_failed_total', 'Readings that Kafka refused', one(generator.failed)),
    gauge('courant_readings_unknown', 'Readings without an answer', one(generator.unknown)),
  ];
}

function ofTopics({ kafka }: StatusDocument): Metric[] {
  const each = (value: (topic: (typeof kafka.topics)[number]) => number | null): Sample[] =>
    kafka.topics.map((topic) => [{ topic: topic.name }, value(topic)]);
  return [
    gauge('courant_kafka_up', 'Whether Kafka answers', [[{}, kafka.state === 'running' ? 1 : 0]]),
    gauge(
      'courant_topic_records',
      'Records kept',
      each(({ records }) => records),
    ),
    gauge(
      'courant_topic_rate',
      'Records a second written lately',
      each(({ ratePerSecond }) => ratePerSecond),
    ),
  ];
}

function ofQueries({ queries }: StatusDocument): Metric[] {
  const each = (value: (query: (typeof queries)[number]) => number | null): Sample[] =>
    queries.map((query) => [{ query: query.name }, value(query)]);
  return [
    gauge(
      'courant_query_up',
      'Whether the query runs',
      each(({ state }) => (state === 'running' ? 1 : 0)),
    ),
    counter(
      'courant_query_rows_total',
      'Records read',
      each(({ rowsRead }) => rowsRead),
    ),
    counter(
      'courant_query_dead_letters_total',
      'Records set aside',
      each(({ deadLetters }) => deadLetters),
    ),
    gauge(
      'courant_query_rate',
      'Records a second read lately',
      each(({ ratePerSecond }) => ratePerSecond),
    ),
    gauge(
      'courant_query_lag_records',
      'Records not read',
      each(({ lagRows }) => lagRows),
    ),
    gauge(
      'courant_query_lag_seconds',
      'Age of the newest record read',
      each(({ lagSeconds }) => lagSeconds),
    ),
    gauge(
      'courant_query_batch_milliseconds',
      'Duration of the last batch',
      each(({ lastBatchMs }) => lastBatchMs),
    ),
  ];
}

function ofLegs({ legs }: StatusDocument): Metric[] {
  const each = (value: (one: (typeof legs)[number]) => number | null): Sample[] =>
    legs.map((one) => [{ leg: one.id }, value(one)]);
  return [
    gauge(
      'courant_leg_up',
      'Whether the leg runs',
      each(({ state }) => (state === 'running' ? 1 : 0)),
    ),
    counter(
      'courant_leg_restarts_total',
      'Starts after a death',
      each(({ restarts }) => restarts),
    ),
    gauge(
      'courant_leg_resident_bytes',
      'Resident memory',
      each(({ residentBytes }) => residentBytes),
    ),
  ];
}

function ofProof(proof: LiveProof | null): Metric[] {
  const result = proof?.result ?? null;
  if (proof === null || result === null) return [];
  return [
    gauge('courant_proof_ok', 'Whether the last proof held', [
      [{ verdict: result.verdict }, result.ok ? 1 : 0],
    ]),
    gauge('courant_proof_time_seconds', 'When it ended', [[{}, Math.round(proof.atMs / 1_000)]]),
    gauge('courant_proof_lost', 'Acknowledged and not seen', [[{}, result.lost]]),
    gauge('courant_proof_doubled', 'Seen twice', [[{}, result.doubled]]),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'gauge', help, samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'counter', help, samples };
}

function textOf({ name, type, help, samples }: Metric): string {
  const lines = samples.flatMap(([labels, value]) =>
    value === null ? [] : [`${name}${labelText(labels)} ${value}`],
  );
  if (lines.length === 0) return '';
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
