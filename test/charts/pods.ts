/** The pods behind the manifests, also those that operators make: what Pod Security looks at. */
import type { Manifest } from './manifests.ts';

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly capabilities?: { readonly add?: string[]; readonly drop?: string[] };
  readonly seccompProfile?: { readonly type: string };
}

export interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string; readonly items?: { readonly key: string }[] };
  readonly configMap?: { readonly name: string };
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly [type: string]: unknown;
}

export interface PodOf {
  readonly what: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string | undefined;
  readonly podSecurityContext: SecurityContext;
  readonly securityContext: SecurityContext;
  readonly volumes: readonly Volume[];
  readonly mounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly image: string;
  readonly imagePullPolicy: string;
  /** Everything that is visible to whoever may read the object: environment, arguments, settings. */
  readonly open: unknown;
}

interface SparkProcess {
  readonly labels: Record<string, string>;
  readonly serviceAccount: string;
  readonly podSecurityContext: SecurityContext;
  readonly securityContext: SecurityContext;
  readonly volumeMounts: { name: string; mountPath: string }[];
}

interface SparkSpec {
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly volumes: Volume[];
  readonly arguments: string[];
  readonly sparkConf: Record<string, string>;
  readonly driver: SparkProcess;
  readonly executor: SparkProcess;
}

interface PodTemplate {
  readonly metadata: { readonly labels: Record<string, string> };
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly securityContext: SecurityContext;
    readonly volumes: Volume[];
    readonly hostNetwork?: boolean;
    readonly containers: {
      readonly image: string;
      readonly imagePullPolicy: string;
      readonly env: unknown;
      readonly args?: string[];
      readonly command?: string[];
      readonly securityContext: SecurityContext;
      readonly volumeMounts: { name: string; mountPath: string }[];
    }[];
  };
}

export function podsOf(documents: readonly Manifest[]): PodOf[] {
  return documents.flatMap((document) => {
    if (document.kind === 'Deployment') return deploymentPods(document);
    if (document.kind === 'FlinkDeployment') return flinkPods(document);
    return document.kind === 'SparkApplication' ? sparkPods(document) : [];
  });
}

function deploymentPods(document: Manifest): PodOf[] {
  const { template } = document['spec'] as { template: PodTemplate };
  const { spec, metadata } = template;
  return spec.containers.map((container) => ({
    what: document.metadata.name,
    labels: metadata.labels,
    serviceAccount: spec.serviceAccountName,
    podSecurityContext: spec.securityContext,
    securityContext: container.securityContext,
    volumes: spec.volumes,
    mounts: container.volumeMounts,
    image: container.image,
    imagePullPolicy: container.imagePullPolicy,
    open: [container.env, container.args, container.command],
  }));
}

/** The operator and Spark copy these fields into the pods (spark-operator 2.5.2, internal/webhook). */
function sparkPods(document: Manifest): PodOf[] {
  const spec = document['spec'] as SparkSpec;
  return (['driver', 'executor'] as const).map((role) => ({
    what: `${document.metadata.name} ${role}`,
    labels: spec[role].labels,
    serviceAccount: spec[role].serviceAccount,
    podSecurityContext: spec[role].podSecurityContext,
    securityContext: spec[role].securityContext,
    volumes: spec.volumes.filter(({ name }) =>
      spec[role].volumeMounts.some((mount) => mount.name === name),
    ),
    mounts: spec[role].volumeMounts,
    image: spec.image,
    imagePullPolicy: spec.imagePullPolicy,
    open: [spec.arguments, spec.sparkConf],
  }));
}

interface FlinkSpec {
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly serviceAccount: string;
  readonly flinkConfiguration: Record<string, string>;
  readonly job: { readonly args: string[] };
  readonly jobManager: { readonly podTemplate: PodTemplate };
  readonly taskManager: { readonly podTemplate: PodTemplate };
}

/** The operator and Flink complete these templates (flink-kubernetes 2.2.1, its decorators of pods). */
function flinkPods(document: Manifest): PodOf[] {
  const spec = document['spec'] as FlinkSpec;
  const accounts = {
    jobManager: spec.serviceAccount,
    taskManager: spec.flinkConfiguration['kubernetes.taskmanager.service-account'],
  };
  return (['jobManager', 'taskManager'] as const).map((role) => {
    const { metadata, spec: pod } = spec[role].podTemplate;
    const container = pod.containers[0]!;
    return {
      what: `${document.metadata.name} ${role}`,
      labels: metadata.labels,
      serviceAccount: accounts[role],
      podSecurityContext: pod.securityContext,
      securityContext: container.securityContext,
      volumes: pod.volumes,
      mounts: container.volumeMounts,
      image: spec.image,
      imagePullPolicy: spec.imagePullPolicy,
      // A TaskManager is told where Kafka is by its JobManager.
      open: [spec.job.args, spec.flinkConfiguration, container.env],
    };
  });
}

const allowedVolumes =
  'configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret';

/** What Pod Security `restricted` would say (Kubernetes, "Pod Security Standards"), and what we ask beyond it. */
export function violationsOf(pod: PodOf): string[] {
  const { podSecurityContext: outer, securityContext: inner } = pod;
  const checks: Record<string, boolean> = {
    'runs as a user that is not root': (inner.runAsNonRoot ?? outer.runAsNonRoot) === true,
    'names the user by number': (inner.runAsUser ?? outer.runAsUser ?? 0) > 0,
    'is not privileged': inner.privileged !== true,
    'cannot gain rights': inner.allowPrivilegeEscalation === false,
    'drops all capabilities': inner.capabilities?.drop?.includes('ALL') === true,
    'adds no capability': (inner.capabilities?.add ?? []).length === 0,
    'has the seccomp profile of the runtime':
      (inner.seccompProfile ?? outer.seccompProfile)?.type === 'RuntimeDefault',
    'mounts only harmless volumes': pod.volumes.every((volume) =>
      Object.keys(volume).every((key) => key === 'name' || allowedVolumes.split(' ').includes(key)),
    ),
    'cannot write its own file system': inner.readOnlyRootFilesystem === true,
    'has an image of a fixed version': /(:\d[\w.-]*|@sha256:[0-9a-f]{64})$/.test(pod.image),
    'has a ServiceAccount of its own': ![undefined, 'default'].includes(pod.serviceAccount),
  };
  return Object.entries(checks)
    .filter(([, holds]) => !holds)
    .map(([claim]) => `${pod.what}: does not hold: ${claim}`);
}
