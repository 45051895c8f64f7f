/**
 * A small evaluator of NetworkPolicies: who reaches whom, by the rules of Kubernetes ("Network Policies"). For clusters
 * that do not enforce them, and before one has a cluster.
 */
import type { Manifest } from './manifests.ts';
import { all } from './manifests.ts';

type Labels = Readonly<Record<string, string>>;

/** Somebody who opens or gets connections. */
export interface Endpoint {
  readonly name: string;
  readonly labels: Labels;
  /** Left out: in no namespace of the cluster, like the API server or a stranger. */
  readonly namespace?: string;
}

interface Selector {
  readonly matchLabels?: Labels;
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}
interface Rule {
  readonly from?: Peer[];
  readonly to?: Peer[];
  readonly ports?: { readonly port: number; readonly protocol: string }[];
}
interface Policy extends Manifest {
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: ('Ingress' | 'Egress')[];
    readonly ingress?: Rule[];
    readonly egress?: Rule[];
  };
}

export interface Flow {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
}

/** Both sides must allow a connection: the sender's egress and the receiver's ingress. */
export function isAllowed(documents: readonly Manifest[], flow: Flow): boolean {
  const policies = all<Policy>(documents, 'NetworkPolicy');
  return (
    passes(policies, { ...flow, side: 'Egress', self: flow.from, other: flow.to }) &&
    passes(policies, { ...flow, side: 'Ingress', self: flow.to, other: flow.from })
  );
}

interface Side extends Flow {
  readonly side: 'Ingress' | 'Egress';
  readonly self: Endpoint;
  readonly other: Endpoint;
}

/** A pod that no policy selects for this direction is open; else one rule of one of them must allow it. */
function passes(policies: readonly Policy[], asked: Side): boolean {
  const { side, self } = asked;
  const selecting = policies.filter(
    ({ metadata, spec }) =>
      self.namespace !== undefined &&
      metadata.namespace === self.namespace &&
      spec.policyTypes.includes(side) &&
      matches(spec.podSelector, self.labels),
  );
  if (selecting.length === 0) return true;
  return selecting.some(({ metadata, spec }) =>
    ((side === 'Ingress' ? spec.ingress : spec.egress) ?? []).some((rule) =>
      allows(rule, asked, metadata.namespace),
    ),
  );
}

function allows(rule: Rule, asked: Side, namespace: string | undefined): boolean {
  const protocol = asked.protocol ?? 'TCP';
  const isPort =
    rule.ports === undefined ||
    rule.ports.some((port) => port.port === asked.port && port.protocol === protocol);
  const peers = asked.side === 'Ingress' ? rule.from : rule.to;
  return (
    isPort && (peers === undefined || peers.some((peer) => isPeer(peer, asked.other, namespace)))
  );
}

/** Without a namespace selector a peer is of the policy's own namespace. */
function isPeer(peer: Peer, other: Endpoint, namespace: string | undefined): boolean {
  if (other.namespace === undefined) return false;
  const isPlace =
    peer.namespaceSelector === undefined
      ? other.namespace === namespace
      : matches(peer.namespaceSelector, { 'kubernetes.io/metadata.name': other.namespace });
  return isPlace && (peer.podSelector === undefined || matches(peer.podSelector, other.labels));
}

function matches({ matchLabels = {} }: Selector, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

/**
 * The policies that Strimzi makes beside ours: ports between its own parts, and the listener for its peers (Strimzi
 * 1.2.0, NetworkPolicyUtils and KafkaCluster.generateNetworkPolicy).
 */
export function strimziPolicies(documents: readonly Manifest[]): Manifest[] {
  return all<
    Manifest & {
      spec: {
        kafka: {
          listeners: { port: number; networkPolicyPeers?: Peer[] }[];
          metricsConfig?: object;
        };
      };
    }
  >(documents, 'Kafka').map(({ metadata, spec }) => {
    const part = (name: string): Peer => ({
      podSelector: {
        matchLabels: {
          'strimzi.io/cluster': metadata.name,
          'strimzi.io/name': `${metadata.name}-${name}`,
        },
      },
    });
    const operator: Peer = {
      podSelector: { matchLabels: { 'strimzi.io/kind': 'cluster-operator' } },
      namespaceSelector: {},
    };
    const tcp = (port: number) => [{ port, protocol: 'TCP' }];
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {
        name: `${metadata.name}-network-policy-kafka`,
        namespace: metadata.namespace ?? '',
      },
      spec: {
        podSelector: part('kafka').podSelector,
        policyTypes: ['Ingress'],
        ingress: [
          { ports: tcp(9090), from: [operator, part('kafka')] },
          { ports: tcp(9091), from: [operator, part('kafka'), part('entity-operator')] },
          { ports: tcp(8443), from: [operator] },
          ...spec.kafka.listeners.map(({ port, networkPolicyPeers }) => ({
            ports: tcp(port),
            ...(networkPolicyPeers === undefined ? {} : { from: networkPolicyPeers }),
          })),
          ...(spec.kafka.metricsConfig === undefined ? [] : [{ ports: tcp(9404) }]),
        ],
      },
    };
  });
}
