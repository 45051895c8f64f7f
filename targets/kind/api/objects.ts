/** Objects of Kubernetes as JSON: only the fields that are read here. */

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: unknown;
  readonly status?: unknown;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** A kind by which objects are asked for. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /** False where objects lie in no namespace. */
  readonly isNamespaced: boolean;
}

const clusterWide = (apiVersion: string, kind: string, plural: string): Kind => ({
  apiVersion,
  kind,
  plural,
  isNamespaced: false,
});
const namespaced = (...names: Parameters<typeof clusterWide>): Kind => ({
  ...clusterWide(...names),
  isNamespaced: true,
});
const strimzi = 'kafka.strimzi.io/v1';
const prometheus = 'monitoring.coreos.com/v1';

/** Every kind that a chain consists of or is judged by. */
export const kinds = {
  pod: namespaced('v1', 'Pod', 'pods'),
  event: namespaced('v1', 'Event', 'events'),
  secret: namespaced('v1', 'Secret', 'secrets'),
  service: namespaced('v1', 'Service', 'services'),
  configMap: namespaced('v1', 'ConfigMap', 'configmaps'),
  serviceAccount: namespaced('v1', 'ServiceAccount', 'serviceaccounts'),
  claim: namespaced('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  volume: clusterWide('v1', 'PersistentVolume', 'persistentvolumes'),
  namespace: clusterWide('v1', 'Namespace', 'namespaces'),
  node: clusterWide('v1', 'Node', 'nodes'),
  deployment: namespaced('apps/v1', 'Deployment', 'deployments'),
  replicaSet: namespaced('apps/v1', 'ReplicaSet', 'replicasets'),
  role: namespaced('rbac.authorization.k8s.io/v1', 'Role', 'roles'),
  roleBinding: namespaced('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'),
  networkPolicy: namespaced('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
  disruptionBudget: namespaced('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  podMonitor: namespaced(prometheus, 'PodMonitor', 'podmonitors'),
  prometheusRule: namespaced(prometheus, 'PrometheusRule', 'prometheusrules'),
  endpointSlice: namespaced('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  mutatingWebhook: clusterWide(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
  ),
  kafka: namespaced(strimzi, 'Kafka', 'kafkas'),
  nodePool: namespaced(strimzi, 'KafkaNodePool', 'kafkanodepools'),
  topic: namespaced(strimzi, 'KafkaTopic', 'kafkatopics'),
  user: namespaced(strimzi, 'KafkaUser', 'kafkausers'),
  sparkApplication: namespaced(
    'sparkoperator.k8s.io/v1beta2',
    'SparkApplication',
    'sparkapplications',
  ),
  flinkDeployment: namespaced('flink.apache.org/v1beta1', 'FlinkDeployment', 'flinkdeployments'),
} as const satisfies Record<string, Kind>;

/** The kind of an object that was read from a manifest; `undefined` for one that no chain has. */
export function kindOf(object: Pick<KubeObject, 'apiVersion' | 'kind'>): Kind | undefined {
  return Object.values<Kind>(kinds).find(
    ({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind,
  );
}

/** Path of a kind, or of one object of it, in the API. */
export function pathOf(kind: Kind, namespace?: string, name?: string): string {
  const { apiVersion, plural, isNamespaced } = kind;
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = isNamespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  return `${root}${place}/${plural}${name === undefined ? '' : `/${name}`}`;
}

/** `Kafka sensors`, as people name it. */
export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export function conditionOf(object: KubeObject | undefined, type: string): Condition | undefined {
  const status = object?.status as { conditions?: readonly Condition[] } | undefined;
  return status?.conditions?.find((condition) => condition.type === type);
}

/** What an operator warns of though all is ready, like a disk that it cannot resize: `Kafka sensors: reason: message`. */
export function warningsOf(object: KubeObject | undefined): string[] {
  const { conditions = [] } = (object?.status ?? {}) as { conditions?: readonly Condition[] };
  return conditions
    .filter(({ type, status }) => type === 'Warning' && status === 'True')
    .map(({ reason, message }) => `${object ? nameOf(object) : ''}: ${reason}: ${message}`);
}

/** What a Deployment is to have; `undefined` where it does not say. */
export function replicasOf(deployment: KubeObject | undefined): number | undefined {
  return (deployment?.spec as { replicas?: number } | undefined)?.replicas;
}

/** Kafka's name of a KafkaTopic. */
export function topicNameOf({ metadata, spec }: KubeObject): string {
  return (spec as { topicName?: string }).topicName ?? metadata.name;
}

/** The status describes the object as it is now, not as it was before the last change. */
export function isObserved({ metadata, status }: KubeObject): boolean {
  const seen = (status as { observedGeneration?: number } | undefined)?.observedGeneration;
  return metadata.generation === undefined || (seen ?? -1) >= metadata.generation;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly image?: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}
export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: {
    readonly reason?: string;
    readonly message?: string;
    readonly exitCode?: number;
    readonly signal?: number;
    readonly finishedAt?: string;
  };
}

export interface PodStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly startTime?: string;
  readonly conditions?: readonly (Condition & { readonly lastTransitionTime?: string })[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
}

export function podStatus(pod: KubeObject): PodStatus {
  return (pod.status ?? {}) as PodStatus;
}

export function isReadyPod(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True';
}

export function containersOf(pod: KubeObject): readonly ContainerStatus[] {
  const { initContainerStatuses = [], containerStatuses = [] } = podStatus(pod);
  return [...initContainerStatuses, ...containerStatuses];
}

export interface EventFields {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

export interface FlinkStatus {
  /** What the operator makes of it: `DEPLOYED`, `STABLE`, `SUSPENDED`, `FAILED`, … */
  readonly lifecycleState?: string;
  /** `READY`, `DEPLOYING`, `MISSING`, `ERROR`. */
  readonly jobManagerDeploymentStatus?: string;
  readonly jobStatus?: { readonly state?: string };
  /** An exception of the operator, as JSON. */
  readonly error?: string;
}

export function flinkStatus(deployment: KubeObject | undefined): FlinkStatus {
  return (deployment?.status ?? {}) as FlinkStatus;
}

export interface ApplicationStatus {
  readonly applicationState?: { readonly state?: string; readonly errorMessage?: string };
  readonly executionAttempts?: number;
  readonly submissionAttempts?: number;
  /** Another one with each submission. */
  readonly submissionID?: string;
  readonly executorState?: Readonly<Record<string, string>>;
}

export function applicationStatus(application: KubeObject | undefined): ApplicationStatus {
  return (application?.status ?? {}) as ApplicationStatus;
}
