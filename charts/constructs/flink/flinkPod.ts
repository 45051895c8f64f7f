/** Pods of a query's JobManager and TaskManager: volumes, user, rights on their node. */
import { contentAnnotation } from '../contentHash.ts';
import type { Labels } from '../labels.ts';

/** Of the image (flink): not a name, since a node cannot tell whether a name is root's. */
export const flinkUser = 9_999;

/** The one that the operator completes. */
const mainContainer = 'flink-main-container';

const state = '/var/lib/courant/flink';
/** Where the pods find things. */
export const flinkPaths = {
  queries: '/etc/courant/queries',
  kafka: '/etc/courant/kafka',
  ca: '/mnt/kafka-ca',
  user: '/mnt/kafka-user',
  state,
  /** Below it each query has its own folder. */
  checkpoints: `${state}/checkpoints`,
} as const;

export interface FlinkVolumes {
  /** ConfigMap of the `.sql` files. */
  readonly queryFiles: string;
  /** ConfigMap of the Kafka client's settings. */
  readonly kafkaProperties: string;
  readonly caSecret: string;
  readonly userSecret: string;
  /** Claim that holds the checkpoints. */
  readonly checkpointsClaim: string;
}

export interface FlinkPodProps {
  readonly volumes: FlinkVolumes;
  readonly labels: Labels;
  /** Of the files that are read at the start: others make other pods. */
  readonly content: string;
}

/** What the operator makes a JobManager of: it plans the query, so it reads its text. */
export function jobManagerTemplate(props: FlinkPodProps) {
  const { queryFiles, kafkaProperties } = props.volumes;
  const files = [
    { name: 'queries', configMap: { name: queryFiles }, mountPath: flinkPaths.queries },
    { name: 'kafka', configMap: { name: kafkaProperties }, mountPath: flinkPaths.kafka },
  ];
  return template(props, files);
}

/** What it makes a TaskManager of, which is told all by its JobManager. */
export function taskManagerTemplate(props: FlinkPodProps) {
  return template(props, []);
}

interface File {
  readonly name: string;
  readonly configMap: { readonly name: string };
  readonly mountPath: string;
}

function template({ volumes, labels, content }: FlinkPodProps, files: readonly File[]) {
  return {
    metadata: { labels: { ...labels }, annotations: { [contentAnnotation]: content } },
    spec: {
      securityContext: podSecurity,
      // Addresses of services are found by name; as variables they only make noise.
      enableServiceLinks: false,
      containers: [{ name: mainContainer, securityContext: security, volumeMounts: mounts(files) }],
      volumes: [
        ...files.map(({ name, configMap }) => ({ name, configMap })),
        ...commonVolumes(volumes),
      ],
    },
  };
}

function mounts(files: readonly File[]) {
  const readOnly = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });
  return [
    ...files.map(({ name, mountPath }) => readOnly(name, mountPath)),
    readOnly('kafka-ca', flinkPaths.ca),
    readOnly('kafka-user', flinkPaths.user),
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'log', mountPath: '/opt/flink/log' },
    { name: 'checkpoints', mountPath: flinkPaths.state },
  ];
}

/** The pod's group. */
const groupReads = 0o440;

function commonVolumes({ caSecret, userSecret, checkpointsClaim }: FlinkVolumes) {
  return [
    // All of it: an authority that is being replaced is there under another name for a while.
    { name: 'kafka-ca', secret: { secretName: caSecret, defaultMode: groupReads } },
    // Of all keys only the one that is needed.
    {
      name: 'kafka-user',
      secret: {
        secretName: userSecret,
        items: [{ key: 'password', path: 'password' }],
        defaultMode: groupReads,
      },
    },
    { name: 'tmp', emptyDir: {} },
    // Flink's scripts want it; the image's own file system is read-only.
    { name: 'log', emptyDir: {} },
    { name: 'checkpoints', persistentVolumeClaim: { claimName: checkpointsClaim } },
  ];
}

/** Pod Security `restricted`, and a file system that cannot be written. */
const podSecurity = {
  runAsNonRoot: true,
  runAsUser: flinkUser,
  runAsGroup: flinkUser,
  fsGroup: flinkUser,
  seccompProfile: { type: 'RuntimeDefault' },
};
const security = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: flinkUser,
  runAsGroup: flinkUser,
  seccompProfile: { type: 'RuntimeDefault' },
};
