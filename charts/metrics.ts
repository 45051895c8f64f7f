/** Who looks at the chain: alerts for Prometheus, a dashboard for Grafana. Only where the definition says `metrics`. */
import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { kubernetesNames } from '../chain/names.ts';
import { partLabels } from './constructs/labels.ts';
import type { ChainSource } from './legs.ts';
import { alertsOf } from './metrics/alerts.ts';
import { dashboardOf } from './metrics/dashboard.ts';

export class MetricsChart extends Chart {
  constructor(scope: Construct, id: string, source: ChainSource) {
    super(scope, id, { namespace: kubernetesNames(source.chain.name).namespace });
    addMetrics(this, source.chain.name);
  }
}

/** Into the chart's own namespace, of which the alerts are. */
export function addMetrics(chart: Chart, chain: string): void {
  const namespace = chart.namespace ?? 'default';
  const names = kubernetesNames(chain);
  const labels = { ...partLabels(chain, 'metrics') };
  new ApiObject(chart, 'Alerts', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: names.alerts, labels },
    spec: { groups: [{ name: names.alerts, rules: alertsOf(namespace) }] },
  });
  new k8s.KubeConfigMap(chart, 'Dashboard', {
    // Grafana's sidecar looks for this label.
    metadata: { name: names.dashboard, labels: { ...labels, grafana_dashboard: '1' } },
    data: { [`${chain}.json`]: `${JSON.stringify(dashboardOf(chain, namespace), null, 2)}\n` },
  });
}
