/** Metrics for a Prometheus that the Prometheus operator runs. */
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Labels } from './labels.ts';

export interface PodMonitorProps {
  readonly name: string;
  readonly labels: Labels;
  /** The pods that serve metrics. */
  readonly pods: Labels;
  /** Name of their port. */
  readonly port: string;
  /**
   * Its number: policies know no names.
   * @default - the port is open already
   */
  readonly portNumber?: number;
  /** Where Prometheus runs. */
  readonly prometheusNamespace: string;
}

/** A PodMonitor, and leave for Prometheus to reach the port where nobody else may. */
export function addPodMonitor(scope: Construct, id: string, props: PodMonitorProps): void {
  new ApiObject(scope, id, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: props.name, labels: { ...props.labels } },
    spec: {
      selector: { matchLabels: { ...props.pods } },
      // Alerts look at one minute: it must hold several samples, whatever Prometheus' own interval is.
      podMetricsEndpoints: [{ port: props.port, path: '/metrics', interval: '15s' }],
    },
  });
  if (props.portNumber !== undefined) addFlow(scope, id, props, props.portNumber);
}

function addFlow(scope: Construct, id: string, props: PodMonitorProps, port: number): void {
  new k8s.KubeNetworkPolicy(scope, `${id}Flows`, {
    metadata: { name: `${props.name}-metrics`, labels: { ...props.labels } },
    spec: {
      podSelector: { matchLabels: { ...props.pods } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: {
                matchLabels: { 'kubernetes.io/metadata.name': props.prometheusNamespace },
              },
            },
          ],
          ports: [{ port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' }],
        },
      ],
    },
  });
}
