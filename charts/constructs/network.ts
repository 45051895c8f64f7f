/** Network policies: who may speak to whom. A pod that one of them selects may do only what they allow. */
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Labels } from './labels.ts';

/** Pods by their labels. */
export interface Peer {
  readonly pods: Labels;
  /**
   * Whether they may be of any namespace, as an operator's are that is installed where it pleased its owner.
   * @default false
   */
  readonly isAnywhere?: boolean;
  /** TCP ports that they may be reached on. */
  readonly ports: readonly number[];
}

export interface FlowsProps {
  readonly name: string;
  readonly labels: Labels;
  /** The pods that this is about. */
  readonly pods: Labels;
  /**
   * Who may open connections to them.
   * @default - nobody
   */
  readonly from?: readonly Peer[];
  /**
   * Whom they may open connections to.
   * @default - nobody
   */
  readonly to?: readonly Peer[];
  /**
   * Whether they may ask the cluster's name service.
   * @default true
   */
  readonly usesDns?: boolean;
  /**
   * Whether they may speak to the API server. Its address is known to the cluster only, so any address is allowed on
   * the ports that API servers have.
   * @default false
   */
  readonly usesApiServer?: boolean;
  /**
   * Whether they may speak HTTPS to any address, as to an object store.
   * @default false
   */
  readonly usesHttps?: boolean;
}

const httpsPort = 443;
/** Ports of the API server: as a service, and behind it. */
export const apiServerPorts = [httpsPort, 6443] as const;

/** Allows exactly these flows of these pods. */
export function allowFlows(scope: Construct, id: string, props: FlowsProps): void {
  new k8s.KubeNetworkPolicy(scope, id, {
    metadata: { name: props.name, labels: { ...props.labels } },
    spec: {
      podSelector: { matchLabels: { ...props.pods } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: (props.from ?? []).map(({ pods, isAnywhere, ports }) => ({
        from: [
          {
            ...(isAnywhere ? { namespaceSelector: {} } : {}),
            podSelector: { matchLabels: { ...pods } },
          },
        ],
        ports: tcp(ports),
      })),
      egress: [
        ...(props.to ?? []).map(({ pods, ports }) => ({
          to: [{ podSelector: { matchLabels: { ...pods } } }],
          ports: tcp(ports),
        })),
        ...((props.usesDns ?? true) ? [dns] : []),
        ...(props.usesApiServer ? [{ ports: tcp(apiServerPorts) }] : []),
        ...(props.usesHttps ? [{ ports: tcp([httpsPort]) }] : []),
      ],
    },
  });
}

/** Forbids every flow of every pod of the namespace that no other policy allows. */
export function denyAll(
  scope: Construct,
  id: string,
  { namespace, labels }: { readonly namespace: string; readonly labels: Labels },
): void {
  new k8s.KubeNetworkPolicy(scope, id, {
    metadata: { name: 'deny-all', namespace, labels: { ...labels } },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
}

const dns: k8s.NetworkPolicyEgressRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: ['UDP', 'TCP'].map((protocol) => ({ port: k8s.IntOrString.fromNumber(53), protocol })),
};

function tcp(ports: readonly number[]): k8s.NetworkPolicyPort[] {
  return ports.map((port) => ({ port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' }));
}
