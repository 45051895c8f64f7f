/** The status in Prometheus' text form (exposition format 0.0.4): counts, and nothing of a reading. */
import type { MetricName } from '../../chain/metrics.ts';
import { metricTable } from '../../chain/metrics.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { LiveProof } from '../live.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | null];
type Samples = Readonly<Partial<Record<MetricName, readonly Sample[]>>>;

export interface Metric {
  readonly name: MetricName;
  readonly type: 'gauge' | 'counter';
  readonly labels: Labels;
  readonly value: number;
}

/** What is not known is left out: 0 would be a lie. */
export function metricsOf(
  status: StatusDocument,
  proof: LiveProof | null,
  nowMs: number,
): Metric[] {
  return known({
    ...ofGenerator(status),
    ...ofTopics(status),
    ...ofQueries(status, nowMs),
    ...ofLegs(status),
    ...ofProof(proof),
  });
}

export function known(samples: Samples): Metric[] {
  return Object.entries(samples).flatMap(([metric, values]) => {
    const name = metric as MetricName;
    const { type } = metricTable[name];
    return values.flatMap(([labels, value]) =>
      value === null ? [] : [{ name, type, labels, value }],
    );
  });
}

function ofGenerator({ generator }: StatusDocument): Samples {
  return {
    courant_generators: one(generator.replicas),
    courant_generator_achieved_readings_per_second: one(generator.ratePerSecond),
    courant_generator_asked_readings_per_second: one(generator.askedPerSecond),
    courant_generator_readings_acknowledged_total: one(generator.acknowledged),
    courant_generator_readings_failed_total: one(generator.failed),
    courant_generator_readings_unknown_total: one(generator.unknown),
    courant_generator_bad_rows_total: one(generator.badRows),
  };
}

function ofTopics({ kafka }: StatusDocument): Samples {
  const each = eachOf(kafka.topics, ({ name }) => ({ topic: name }));
  return {
    courant_kafka_up: one(kafka.state === 'running' ? 1 : 0),
    courant_topic_records: each(({ records }) => records),
    courant_topic_rate: each(({ ratePerSecond }) => ratePerSecond),
  };
}

function ofQueries({ queries }: StatusDocument, nowMs: number): Samples {
  const each = eachOf(queries, ({ name }) => ({ query: name }));
  return {
    courant_query_up: each(({ state }) => (state === 'running' ? 1 : 0)),
    courant_query_rows_total: each(({ rowsRead }) => rowsRead),
    courant_query_valid_total: each(({ valid }) => valid),
    courant_query_dead_letters_total: each(({ deadLetters }) => deadLetters),
    courant_query_late_total: each(({ late }) => late),
    courant_query_restarts_total: each(({ restarts }) => restarts),
    courant_query_rate: each(({ ratePerSecond }) => ratePerSecond),
    courant_query_lag_records: each(({ lagRows }) => lagRows),
    courant_query_lag_seconds: each(({ lagSeconds }) => lagSeconds),
    courant_query_batch_milliseconds: each(({ lastBatchMs }) => lastBatchMs),
    courant_query_watermark_gap_seconds: each(({ watermark }) => gapSeconds(watermark, nowMs)),
  };
}

/** Before a first reading the watermark is the epoch, and says nothing. */
function gapSeconds(watermark: string | null, nowMs: number): number | null {
  const atMs = watermark === null ? 0 : Date.parse(watermark);
  return atMs <= 0 ? null : Math.max(0, nowMs - atMs) / 1_000;
}

function ofLegs({ legs }: StatusDocument): Samples {
  const each = eachOf(legs, ({ id }) => ({ leg: id }));
  return {
    courant_leg_up: each(({ state }) => (state === 'running' ? 1 : 0)),
    courant_leg_restarts_total: each(({ restarts }) => restarts),
    courant_leg_resident_bytes: each(({ residentBytes }) => residentBytes),
  };
}

function ofProof(proof: LiveProof | null): Samples {
  const result = proof?.result ?? null;
  if (proof === null || result === null) return {};
  return {
    courant_proof_ok: [[{ verdict: result.verdict }, result.ok ? 1 : 0]],
    courant_proof_time_seconds: one(Math.round(proof.atMs / 1_000)),
    courant_proof_lost: one(result.lost),
    courant_proof_doubled: one(result.doubled),
  };
}

function one(value: number | null): Sample[] {
  return [[{}, value]];
}

function eachOf<T>(items: readonly T[], labels: (item: T) => Labels) {
  return (value: (item: T) => number | null): Sample[] =>
    items.map((item) => [labels(item), value(item)]);
}

/** @param metrics those of one name in a row */
export function metricsText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, type, labels, value }, at) => [
    ...(metrics[at - 1]?.name === name
      ? []
      : [`# HELP ${name} ${metricTable[name].help}`, `# TYPE ${name} ${type}`]),
    `${name}${labelText(labels)} ${value}`,
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
