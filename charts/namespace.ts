/** The chain's namespace: only pods without special rights, and no connection that is not allowed. */
import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { kubernetesNames } from '../chain/names.ts';
import { kubernetesVersion } from '../chain/versions.ts';
import { partLabels } from './constructs/labels.ts';
import { denyAll } from './constructs/network.ts';
import type { ChainSource } from './legs.ts';

const podSecurity = 'pod-security.kubernetes.io';

export class NamespaceChart extends Chart {
  constructor(scope: Construct, id: string, { chain }: ChainSource) {
    super(scope, id, { disableResourceNameHashes: true });
    const { namespace } = kubernetesNames(chain.name);
    const labels = partLabels(chain.name, 'namespace');
    new k8s.KubeNamespace(this, 'Namespace', {
      metadata: { name: namespace, labels: { ...labels, ...restricted } },
    });
    denyAll(this, 'DenyAll', { namespace, labels });
  }
}

/**
 * Pod Security: what is not restricted is refused, and said to whoever tries. Refused is what this version of Kubernetes
 * refuses, or an upgrade of the cluster would keep a pod from coming back; of what a newer one would refuse it warns.
 */
const restricted = {
  ...Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`${podSecurity}/${mode}`, 'restricted']),
  ),
  [`${podSecurity}/enforce-version`]: `v${kubernetesVersion.split('.').slice(0, 2).join('.')}`,
};
