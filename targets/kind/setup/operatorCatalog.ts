/** The operators: where they are, what they bring, and how their charts are set. */
import { flinkQueries, sparkQueries } from '../../../chain/chain.ts';
import type { ChainDefinition } from '../../../chain/chain.ts';
import { flinkOperatorVersion } from '../../../chain/versions.ts';
import { kinds } from '../api/objects.ts';
import type { Kind, KubeObject } from '../api/objects.ts';
import type { Right } from '../api/accessReview.ts';
import type { Release } from '../settings.ts';

export interface Operator {
  readonly id: Release;
  readonly title: string;
  /** Namespace and release where `up` installs it. */
  readonly namespace: string;
  /** Label by which its Deployments are found, wherever they are. */
  readonly selector: string;
  /** Kinds that it brings. */
  readonly brings: readonly Kind[];
  /** Where the settings name its chart. */
  readonly source: 'strimzi' | 'sparkOperator' | 'flinkOperator';
  /** Where the record tells who installed it. */
  readonly origin: 'strimziIs' | 'sparkOperatorIs' | 'flinkOperatorIs';
  /** What it must be allowed to do in the namespace of a chain. */
  readonly right: Right;
  readonly watchedBy: (deployment: KubeObject) => readonly string[];
  /** Value of its chart that names them. */
  readonly watchValue: string;
  /** Values of its chart. @param namespace of the chain */
  readonly values: (namespace: string) => readonly string[];
}

interface Container {
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

function containerOf(deployment: KubeObject): Container {
  const { template } = deployment.spec as { template: { spec: { containers: Container[] } } };
  return template.spec.containers[0] ?? {};
}

/** Namespaces, separated by commas; `*` and nothing mean all. */
function namespacesIn(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').filter((name) => name !== '');
  return names.length === 0 ? ['*'] : names;
}

export const strimzi: Operator = {
  id: 'strimzi',
  title: 'Strimzi',
  namespace: 'strimzi',
  selector: 'app=strimzi,component=deployment',
  brings: [kinds.kafka, kinds.nodePool, kinds.topic, kinds.user],
  source: 'strimzi',
  origin: 'strimziIs',
  right: { verb: 'list', group: 'kafka.strimzi.io', resource: 'kafkas' },
  watchedBy: (deployment) => {
    const found = containerOf(deployment).env?.find(({ name }) => name === 'STRIMZI_NAMESPACE');
    const own = deployment.metadata.namespace ?? '';
    // Without a value it comes from the pod itself: the operator's own namespace.
    return found !== undefined && found.value === undefined ? [own] : namespacesIn(found?.value);
  },
  watchValue: 'watchNamespaces',
  values: (namespace) => [
    `watchNamespaces={${namespace}}`,
    // Set from the start: later it would roll every pod of Kafka once more.
    'extraEnvs[0].name=STRIMZI_POD_SECURITY_PROVIDER_CLASS',
    'extraEnvs[0].value=restricted',
    // The default of 384Mi is killed on machines with many cores (strimzi-kafka-operator#11964).
    'resources.requests.memory=512Mi',
    'resources.requests.cpu=100m',
    'resources.limits.memory=768Mi',
    // On busy cores its start takes longer than the chart's 10 s and three looks: it would be killed again and again.
    'livenessProbe.initialDelaySeconds=120',
    // It is ready within seconds; the chart looks after 10 s, and then only every 30.
    'readinessProbe.initialDelaySeconds=1',
    'readinessProbe.periodSeconds=2',
  ],
};

export const sparkOperator: Operator = {
  id: 'spark-operator',
  title: 'the Spark operator',
  namespace: 'spark-operator',
  selector: 'app.kubernetes.io/name=spark-operator',
  brings: [kinds.sparkApplication],
  source: 'sparkOperator',
  origin: 'sparkOperatorIs',
  right: { verb: 'list', group: 'sparkoperator.k8s.io', resource: 'sparkapplications' },
  watchedBy: (deployment) => {
    const flag = containerOf(deployment).args?.find((arg) => arg.startsWith('--namespaces='));
    return namespacesIn(flag?.slice('--namespaces='.length).replaceAll('"', ''));
  },
  watchValue: 'spark.jobNamespaces',
  values: (namespace) => [
    `spark.jobNamespaces={${namespace}}`,
    // Each submission is a JVM inside the controller: few at a time, and room for them.
    'controller.workers=2',
    'controller.resources.requests.cpu=50m',
    'controller.resources.requests.memory=256Mi',
    'controller.resources.limits.memory=1Gi',
    'webhook.resources.requests.cpu=50m',
    'webhook.resources.requests.memory=128Mi',
  ],
};

/** Its Deployment does not tell which namespaces it watches; so ours does. */
const watchedVariable = 'COURANT_WATCHED_NAMESPACES';

export const flinkOperator: Operator = {
  id: 'flink-operator',
  title: 'the Flink operator',
  namespace: 'flink-operator',
  selector: 'app.kubernetes.io/name=flink-kubernetes-operator',
  brings: [kinds.flinkDeployment],
  source: 'flinkOperator',
  origin: 'flinkOperatorIs',
  right: { verb: 'list', group: 'flink.apache.org', resource: 'flinkdeployments' },
  // Of one that somebody else installed only its rights tell: the chart gives them in the namespaces that it is told of.
  watchedBy: (deployment) =>
    namespacesIn(containerOf(deployment).env?.find(({ name }) => name === watchedVariable)?.value),
  watchValue: 'watchNamespaces',
  values: (namespace) => [
    `watchNamespaces={${namespace}}`,
    'operatorPod.env[0].name=' + watchedVariable,
    `operatorPod.env[0].value=${namespace.replaceAll(',', '\\,')}`,
    // It needs certificates from somebody else's operator, and says no more than the status of an object does.
    'webhook.create=false',
    // The chart's own is `latest`.
    `image.tag=${flinkOperatorVersion}`,
    // A chain brings accounts and rights of its own, which are less.
    'jobServiceAccount.create=false',
    'rbac.jobRole.create=false',
    'rbac.jobRoleBinding.create=false',
    'operatorPod.resources.requests.cpu=50m',
    'operatorPod.resources.requests.memory=512Mi',
    'operatorPod.resources.limits.memory=768Mi',
  ],
};

export const operators = [strimzi, sparkOperator, flinkOperator] as const;

/** Those that a chain needs. */
export function operatorsOf(chain: ChainDefinition): Operator[] {
  return [
    strimzi,
    ...(sparkQueries(chain) === undefined ? [] : [sparkOperator]),
    ...(flinkQueries(chain) === undefined ? [] : [flinkOperator]),
  ];
}
