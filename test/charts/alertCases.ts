/** What a chain may tell, and which alerts follow: for `promtool test rules`. */
import { alertsOf } from '../../charts/metrics/alerts.ts';

interface Series {
  readonly series: string;
  /** In promtool's notation: `0+10x40` is 41 samples, each 10 more. */
  readonly values: string;
}

interface Case {
  readonly interval: '15s';
  readonly input_series: readonly Series[];
  readonly alert_rule_test: readonly object[];
}

const driver = 'namespace="sensors",pod="sensors-queries-driver",instance="10.0.0.1:8080"';
const next = 'namespace="sensors",pod="sensors-queries-driver",instance="10.0.0.2:8080"';

const ofQuery = (name: string, values: string, pod = driver): Series => ({
  series: `courant_query_${name}{${pod},query="q"}`,
  values,
});
const grows = { series: `courant_topic_end_offsets_total{${driver},topic="readings"}` };

interface Expected {
  readonly namespace?: string;
  readonly query?: string;
  /** As its summary has it. */
  readonly value?: string;
}

/** @returns a case in which, of all alerts, exactly this one rings */
function rings(
  alert: string,
  at: string,
  { value = '', ...labels }: Expected,
  input_series: readonly Series[],
): Case {
  const rules = alertsOf('sensors');
  const alert_rule_test = rules.map((rule) => ({
    eval_time: at,
    alertname: rule.alert,
    exp_alerts:
      rule.alert === alert
        ? [
            {
              exp_labels: { ...rule.labels, ...labels },
              exp_annotations: {
                ...rule.annotations,
                summary: rule.annotations.summary
                  .replace('{{ $labels.query }}', 'q')
                  .replace(/\{\{[^}]*\$value \}\}/, value),
              },
            },
          ]
        : [],
  }));
  return { interval: '15s', input_series, alert_rule_test };
}

const isUp = ofQuery('up', '1x80');
const query = { namespace: 'sensors', query: 'q' };
const chain = { namespace: 'sensors' };
const topic: Series = { ...grows, values: '0+1000x80' };

export const alertCases: readonly { readonly what: string; readonly cases: readonly Case[] }[] = [
  {
    what: 'a query that stands while its topic grows rings, and one whose topic stands does not',
    cases: [
      rings('CourantQueryStalled', '12m', query, [isUp, topic, ofQuery('rows_total', '7x80')]),
      rings('', '12m', {}, [isUp, { ...grows, values: '7x80' }, ofQuery('rows_total', '7x80')]),
      rings('', '12m', {}, [isUp, topic, ofQuery('rows_total', '0+1000x80')]),
    ],
  },
  {
    what: 'a driver that is gone rings',
    cases: [rings('CourantQueriesSilent', '12m', chain, [ofQuery('up', '1x8 stale')])],
  },
  {
    what: 'a lag that grows for 5 minutes rings; one that moves up and down, or falls, does not',
    cases: [
      rings('CourantQueryFallsBehind', '12m', query, [
        isUp,
        ofQuery('lag_records', '0+500x80'),
        ofQuery('lag_seconds', '0+5x80'),
      ]),
      rings('', '12m', {}, [
        isUp,
        ofQuery('lag_records', '0 9000 200 4000 0 9000 200 4000 0 9000 200 4000 0+0x70'),
        ofQuery('lag_seconds', '20x80'),
      ]),
      rings('', '12m', {}, [
        isUp,
        ofQuery('lag_records', '90000-500x80'),
        ofQuery('lag_seconds', '90x80'),
      ]),
      rings('', '12m', {}, [
        isUp,
        ofQuery('lag_records', '0+2x80'),
        ofQuery('lag_seconds', '1x80'),
      ]),
    ],
  },
  {
    what: 'dead letters ring, also those that came while one driver followed another',
    cases: [
      rings('CourantDeadLetters', '8m', { ...query, value: '3' }, [
        isUp,
        ofQuery('dead_letters_total', '5x20 8x60'),
      ]),
      rings('CourantDeadLetters', '8m', { ...query, value: '1' }, [
        isUp,
        ofQuery('oversized_rows_total', '0x20 1x60'),
      ]),
      rings('CourantDeadLetters', '8m', { ...query, value: '4' }, [
        isUp,
        ofQuery('dead_letters_total', '5x20 stale'),
        ofQuery('dead_letters_total', '_x22 9x60', next),
      ]),
      rings('', '8m', {}, [isUp, ofQuery('dead_letters_total', '5x80')]),
      rings('', '12m', {}, [isUp, ofQuery('dead_letters_total', '5x10 8x80')]),
    ],
  },
  {
    what: 'readings of which nobody knows ring',
    cases: [
      rings('CourantReadingsUnknown', '8m', chain, [
        isUp,
        {
          series: 'courant_generator_readings_unknown_total{namespace="sensors",pod="a"}',
          values: '0x20 4x60',
        },
      ]),
      rings('', '8m', {}, [
        isUp,
        {
          series: 'courant_generator_readings_unknown_total{namespace="other",pod="a"}',
          values: '0x20 4x60',
        },
      ]),
    ],
  },
  {
    what: 'a certificate rings 14 days before its end, and not before',
    cases: [
      rings('CourantCertificateEnds', '1m', { ...chain, value: '13d 0h 0m 0s' }, [
        isUp,
        {
          series: `courant_trusted_certificate_end_seconds{${driver}}`,
          values: `${13 * 86_400 + 60}x80`,
        },
      ]),
      rings('', '1m', {}, [
        isUp,
        {
          series: `courant_trusted_certificate_end_seconds{${driver}}`,
          values: `${15 * 86_400}x80`,
        },
      ]),
    ],
  },
];
