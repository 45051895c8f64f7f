/** When somebody must look at a chain: conditions over what its pods tell (chain/metrics.ts). */
import type { MetricName } from '../../chain/metrics.ts';

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition must hold. */
  readonly for?: string;
  readonly labels: { readonly severity: 'critical' | 'warning' };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

/** An alert before the namespace is known that it is about. */
interface Condition {
  readonly name: string;
  /** @param of writes a metric with the labels that select the chain's own */
  readonly expr: (of: (metric: MetricName) => string) => string;
  readonly for?: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  /** Heading in docs/kubernetes.md that says what to do. */
  readonly heading: string;
}

const conditions: readonly Condition[] = [
  {
    name: 'CourantQueryStalled',
    expr: (of) =>
      `${grown(of('courant_query_rows_total'), 'namespace, query')} == 0 and on (namespace) ${grown(of('courant_topic_end_offsets_total'), 'namespace')} > 0`,
    for: '1m',
    severity: 'critical',
    summary: 'query {{ $labels.query }} has read nothing for 5 minutes, and its topic grows',
    heading: 'a-query-makes-no-progress',
  },
  {
    name: 'CourantQueriesSilent',
    expr: (of) => `absent(${of('courant_query_up')})`,
    for: '5m',
    severity: 'critical',
    summary: 'the driver of the queries has told nothing for 5 minutes',
    heading: 'a-query-makes-no-progress',
  },
  {
    name: 'CourantQueryFallsBehind',
    expr: (of) => fallsBehind(of('courant_query_lag_records'), of('courant_query_lag_seconds')),
    for: '1m',
    severity: 'warning',
    summary: 'query {{ $labels.query }} has fallen further behind for 5 minutes',
    heading: 'a-query-falls-behind',
  },
  {
    name: 'CourantDeadLetters',
    expr: (of) =>
      ['courant_query_dead_letters_total', 'courant_query_oversized_rows_total']
        .map((metric) => `${grown(of(metric as MetricName), 'namespace, query')} > 0`)
        .join(' or '),
    severity: 'warning',
    summary: 'query {{ $labels.query }} set {{ $value }} records aside within 5 minutes',
    heading: 'dead-letters-appear',
  },
  {
    name: 'CourantReadingsUnknown',
    expr: (of) =>
      `sum by (namespace) (increase(${of('courant_generator_readings_unknown_total')}[5m])) > 0`,
    severity: 'warning',
    summary: 'of some readings nobody knows whether they are in the topic',
    heading: 'readings-are-unknown',
  },
  {
    name: 'CourantCertificateEnds',
    expr: (of) =>
      `min by (namespace) (${of('courant_trusted_certificate_end_seconds')}) - time() < 14 * 24 * 3600`,
    severity: 'warning',
    summary: 'the certificate by which Kafka is trusted ends in {{ humanizeDuration $value }}',
    heading: 'a-certificate-ends',
  },
];

/**
 * How much a count has grown within 5 minutes. The counts of a query go on where those of an earlier driver stood, in
 * another series: `increase` would see none of what came between the two.
 */
function grown(metric: string, by: string): string {
  const newest = (selector: string): string => `max by (${by}) (${selector})`;
  return `${newest(metric)} - ${newest(`${metric} offset 5m`)}`;
}

/** Its least lag of the last minute is more than its most of the minute that ended 4 minutes ago, and still grows. */
function fallsBehind(lag: string, seconds: string): string {
  const newest = (value: string): string => `max by (namespace, query) (${value})`;
  return [
    `${newest(`min_over_time(${lag}[1m])`)} > ${newest(`max_over_time(${lag}[1m] offset 4m)`)}`,
    `${newest(`deriv(${lag}[2m])`)} > 0`,
    `${newest(seconds)} > 10`,
  ].join(' and ');
}

/** @param namespace in which the chain is */
export function alertsOf(namespace: string): Alert[] {
  const of = (metric: MetricName): string => `${metric}{namespace="${namespace}"}`;
  return conditions.map((condition) => ({
    alert: condition.name,
    expr: condition.expr(of),
    ...(condition.for === undefined ? {} : { for: condition.for }),
    labels: { severity: condition.severity },
    annotations: {
      summary: condition.summary,
      runbook: `docs/kubernetes.md#${condition.heading}`,
    },
  }));
}
