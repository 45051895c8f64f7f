/** Common parts of driver and executor pods: volumes, user, rights on their node. */
import type { SparkApplicationSpecVolumes } from '../../imports/sparkoperator.k8s.io.ts';
import { SparkApplicationSpecVolumesEmptyDirSizeLimit as EmptyDirSize } from '../../imports/sparkoperator.k8s.io.ts';
import { cpuQuantity, javaMemory } from './quantities.ts';

/** Of the image (apache/spark): not a name, since a node cannot tell whether a name is root's. */
const userId = 185;

/** Where the pods find things. */
export const sparkPaths = {
  queries: '/etc/courant/queries',
  kafka: '/etc/courant/kafka',
  ca: '/mnt/kafka-ca',
  user: '/mnt/kafka-user',
  checkpoints: '/var/lib/courant/checkpoints',
} as const;

export interface SparkVolumesProps {
  /** ConfigMap of the `.sql` files. */
  readonly queryFiles: string;
  /** ConfigMap of the Kafka client's settings. */
  readonly kafkaProperties: string;
  readonly caSecret: string;
  readonly userSecret: string;
  /**
   * Claim that holds the checkpoints.
   * @default - they lie in an object store
   */
  readonly checkpointsClaim?: string;
}

/** Size of a driver or an executor. */
export interface SparkProcessSize {
  /** CPU requested, in thousandths. */
  readonly cpuMillis: number;
  /** Most CPU, in thousandths. */
  readonly cpuLimitMillis: number;
  /** Heap, in bytes. */
  readonly heapBytes: number;
  /** Memory beside the heap, in bytes; request and limit are heap and this together. */
  readonly overheadBytes: number;
}

export function processSize({
  cpuMillis,
  cpuLimitMillis,
  heapBytes,
  overheadBytes,
}: SparkProcessSize) {
  return {
    coreRequest: cpuQuantity(cpuMillis),
    coreLimit: cpuQuantity(cpuLimitMillis),
    memory: javaMemory(heapBytes),
    memoryOverhead: javaMemory(overheadBytes),
  };
}

export function sparkVolumes(props: SparkVolumesProps): SparkApplicationSpecVolumes[] {
  return [
    { name: 'queries', configMap: { name: props.queryFiles } },
    { name: 'kafka', configMap: { name: props.kafkaProperties } },
    // All of it: an authority that is being replaced is there under another name for a while.
    { name: 'kafka-ca', secret: { secretName: props.caSecret, defaultMode: groupReads } },
    { name: 'kafka-user', secret: oneKey(props.userSecret, 'password') },
    { name: 'tmp', emptyDir: { sizeLimit: EmptyDirSize.fromString('1Gi') } },
    // Spark copies its jars here; the image's own file system is read-only.
    { name: 'work-dir', emptyDir: { sizeLimit: EmptyDirSize.fromString('1Gi') } },
    ...(props.checkpointsClaim === undefined
      ? []
      : [{ name: 'checkpoints', persistentVolumeClaim: { claimName: props.checkpointsClaim } }]),
  ];
}

/** The pod's group. */
const groupReads = 0o440;

/** Of all keys only the one that is needed. */
function oneKey(secretName: string, key: string) {
  return { secretName, items: [{ key, path: key }], defaultMode: groupReads };
}

/** The driver alone reads queries; executors get their work from it. */
export function sparkMounts(role: 'driver' | 'executor', hasClaim: boolean) {
  const readOnly = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });
  return [
    ...(role === 'driver'
      ? [readOnly('queries', sparkPaths.queries), readOnly('kafka', sparkPaths.kafka)]
      : []),
    readOnly('kafka-ca', sparkPaths.ca),
    readOnly('kafka-user', sparkPaths.user),
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'work-dir', mountPath: '/opt/spark/work-dir' },
    ...(hasClaim ? [{ name: 'checkpoints', mountPath: sparkPaths.checkpoints }] : []),
  ];
}

/** Pod Security `restricted`, and a file system that cannot be written. */
export const restrictedSpark = {
  podSecurityContext: {
    runAsNonRoot: true,
    runAsUser: userId,
    runAsGroup: userId,
    fsGroup: userId,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: userId,
    runAsGroup: userId,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
