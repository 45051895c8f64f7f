/** Who speaks to whom inside a Kafka cluster. */
import type { Construct } from 'constructs';
import { strimziClusterLabel } from '../../chain/names.ts';
import type { Labels } from './labels.ts';
import { allowFlows } from './network.ts';

/** Ports of Strimzi's own: between nodes, and from its operators. */
const internalPorts = [9090, 9091] as const;

/**
 * Strimzi writes the policies of who may reach its pods; where everything else is forbidden they also need leave to
 * reach each other.
 */
export function addKafkaFlows(scope: Construct, cluster: string, labels: Labels): void {
  const pods = strimziPods(cluster, 'kafka');
  const kafka = { pods, ports: internalPorts };
  allowFlows(scope, 'KafkaFlows', {
    name: `${cluster}-kafka-flows`,
    labels,
    pods,
    from: [kafka],
    to: [kafka],
    // A broker reads its certificates and keys from Secrets through the API server (Strimzi's config provider).
    usesApiServer: true,
  });
  allowFlows(scope, 'EntityOperatorFlows', {
    name: `${cluster}-entity-operator-flows`,
    labels,
    pods: strimziPods(cluster, 'entity-operator'),
    to: [kafka],
    usesApiServer: true,
  });
}

/** Labels by which Strimzi marks the pods of a part of a cluster. */
export function strimziPods(cluster: string, part: 'kafka' | 'entity-operator'): Labels {
  return { [strimziClusterLabel]: cluster, 'strimzi.io/name': `${cluster}-${part}` };
}
