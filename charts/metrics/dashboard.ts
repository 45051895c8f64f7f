/** What Grafana draws of a chain: its JSON model, made of what the pods tell (chain/metrics.ts). */
import type { MetricName } from '../../chain/metrics.ts';

interface Line {
  readonly expr: string;
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  readonly unit: 'short' | 's' | 'ms';
  readonly lines: readonly Line[];
}

type Of = (metric: MetricName) => string;

const byQuery = '{{query}}';
const rate = (metric: string): string => `rate(${metric}[$__rate_interval])`;
const eachQuery = (value: string): string => `max by (query) (${value})`;

/** @param of writes a metric with the labels that select the chain's own */
function panels(of: Of): Panel[] {
  const queries = (title: string, unit: Panel['unit'], expr: string): Panel => ({
    title,
    unit,
    lines: [{ expr, legend: byQuery }],
  });
  return [
    readingsASecond(of),
    queries('Lag, in records', 'short', eachQuery(of('courant_query_lag_records'))),
    queries('Lag, in seconds', 's', eachQuery(of('courant_query_lag_seconds'))),
    queries('The last batch took', 'ms', eachQuery(of('courant_query_batch_milliseconds'))),
    queries(
      'Watermark behind the clock',
      's',
      eachQuery(of('courant_query_watermark_gap_seconds')),
    ),
    setAside(of),
    queries('Late readings', 'short', eachQuery(of('courant_query_late_total'))),
    unsettled(of),
    queries('Starts after a failure', 'short', eachQuery(of('courant_query_restarts_total'))),
  ];
}

function readingsASecond(of: Of): Panel {
  const acknowledged = of('courant_generator_readings_acknowledged_total');
  return {
    title: 'Readings a second',
    unit: 'short',
    lines: [
      { expr: `sum(${rate(acknowledged)})`, legend: 'acknowledged' },
      { expr: `sum(${rate(of('courant_topic_end_offsets_total'))})`, legend: 'into the topic' },
      { expr: `sum by (query) (${rate(of('courant_query_rows_total'))})`, legend: byQuery },
    ],
  };
}

function setAside(of: Of): Panel {
  return {
    title: 'Dead letters',
    unit: 'short',
    lines: [
      { expr: eachQuery(of('courant_query_dead_letters_total')), legend: byQuery },
      {
        expr: eachQuery(of('courant_query_oversized_rows_total')),
        legend: `${byQuery}, too large`,
      },
    ],
  };
}

function unsettled(of: Of): Panel {
  const sum = (metric: MetricName): string => `sum(${of(metric)})`;
  return {
    title: 'Readings unknown or refused',
    unit: 'short',
    lines: [
      { expr: sum('courant_generator_readings_unknown_total'), legend: 'unknown' },
      { expr: sum('courant_generator_readings_failed_total'), legend: 'refused' },
    ],
  };
}

/**
 * @param chain its name; the dashboard keeps its address as long as the chain is called so
 * @param namespace in which the chain is
 */
export function dashboardOf(chain: string, namespace: string) {
  const of: Of = (metric) => `${metric}{namespace="${namespace}"}`;
  return {
    uid: `courant-${chain}`.slice(0, 40),
    title: `courant: ${chain}`,
    tags: ['courant'],
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [{ name: 'source', type: 'datasource', query: 'prometheus' }] },
    panels: panels(of).map(drawn),
  };
}

function drawn({ title, unit, lines }: Panel, index: number) {
  const datasource = { type: 'prometheus', uid: '${source}' };
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource,
    gridPos: { h: 8, w: 12, x: 12 * (index % 2), y: 8 * Math.floor(index / 2) },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: lines.map(({ expr, legend }, line) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + line),
      datasource,
      expr,
      legendFormat: legend,
    })),
  };
}
