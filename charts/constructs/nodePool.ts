/** A node pool: Kafka nodes of one role and size. */
import { Construct } from 'constructs';
import {
  KafkaNodePool,
  KafkaNodePoolSpecResourcesLimits,
  KafkaNodePoolSpecResourcesRequests,
  KafkaNodePoolSpecRoles,
  KafkaNodePoolSpecStorageType,
  KafkaNodePoolSpecStorageVolumesKraftMetadata,
  KafkaNodePoolSpecStorageVolumesType,
} from '../../imports/kafka.strimzi.io.ts';
import type { KafkaNodePoolSpecTemplate } from '../../imports/kafka.strimzi.io.ts';
import { strimziClusterLabel } from '../../chain/names.ts';
import type { Labels } from './labels.ts';
import { cpuQuantity, javaMemory, memoryQuantity, storageQuantity } from './quantities.ts';
import { spreadConstraints } from './spread.ts';

export interface NodePoolProps {
  /** Name of the pool; pods are called `<cluster>-<name>-<id>`. */
  readonly name: string;
  /** Kafka nodes. */
  readonly replicas: number;
  /** What the nodes do. */
  readonly roles: readonly ('controller' | 'broker')[];
  /** CPU requested by each node, in thousandths. */
  readonly cpuMillis: number;
  /**
   * Most CPU of each node, in thousandths.
   * @default - four times what is requested, 2 CPUs at least
   */
  readonly cpuLimitMillis?: number;
  /** Memory of each node, requested and at most, in bytes. */
  readonly memoryBytes: number;
  /** Heap of each node, in bytes; what is left of the memory serves Java itself and the page cache. */
  readonly heapBytes: number;
  /** Disk of each node, in bytes. */
  readonly storageBytes: number;
  /**
   * Class of the disks.
   * @default - the Kubernetes cluster's own
   */
  readonly storageClass?: string | undefined;
  /**
   * Whether the disks are deleted with the pool.
   * @default false
   */
  readonly deletesStorage?: boolean;
  /**
   * Whether nodes are spread over zones and machines.
   * @default false
   */
  readonly isSpread?: boolean;
}

/** What a pool is told by its cluster. */
interface OfCluster {
  readonly cluster: string;
  readonly labels: Labels;
  /** Label of nodes that says what fails together. */
  readonly rackLabel?: string | undefined;
}

const roles = {
  controller: KafkaNodePoolSpecRoles.CONTROLLER,
  broker: KafkaNodePoolSpecRoles.BROKER,
} as const;

export class NodePool extends Construct {
  readonly replicas: number;
  readonly isBroker: boolean;

  constructor(scope: Construct, props: NodePoolProps & OfCluster) {
    super(scope, props.name);
    this.replicas = props.replicas;
    this.isBroker = props.roles.includes('broker');
    new KafkaNodePool(this, 'Resource', {
      metadata: {
        name: props.name,
        labels: { ...props.labels, [strimziClusterLabel]: props.cluster },
      },
      spec: {
        replicas: props.replicas,
        roles: props.roles.map((role) => roles[role]),
        storage: disk(props),
        resources: resources(props),
        jvmOptions: { xms: javaMemory(props.heapBytes), xmx: javaMemory(props.heapBytes) },
        ...(props.isSpread ? { template: spread(props) } : {}),
      },
    });
  }
}

function disk({ storageBytes, storageClass, deletesStorage }: NodePoolProps) {
  return {
    type: KafkaNodePoolSpecStorageType.JBOD,
    volumes: [
      {
        id: 0,
        type: KafkaNodePoolSpecStorageVolumesType.PERSISTENT_HYPHEN_CLAIM,
        size: storageQuantity(storageBytes),
        ...(storageClass === undefined ? {} : { class: storageClass }),
        deleteClaim: deletesStorage ?? false,
        kraftMetadata: KafkaNodePoolSpecStorageVolumesKraftMetadata.SHARED,
      },
    ],
  };
}

function resources({ cpuMillis, cpuLimitMillis, memoryBytes }: NodePoolProps) {
  const memory = memoryQuantity(memoryBytes);
  return {
    requests: {
      cpu: KafkaNodePoolSpecResourcesRequests.fromString(cpuQuantity(cpuMillis)),
      memory: KafkaNodePoolSpecResourcesRequests.fromString(memory),
    },
    limits: {
      cpu: KafkaNodePoolSpecResourcesLimits.fromString(
        cpuQuantity(cpuLimitMillis ?? Math.max(2_000, 4 * cpuMillis)),
      ),
      memory: KafkaNodePoolSpecResourcesLimits.fromString(memory),
    },
  };
}

/** One node a zone, and never two on one machine: then no single failure takes the majority. */
function spread({
  cluster,
  name,
  rackLabel,
}: Pick<NodePoolProps, 'name'> & OfCluster): KafkaNodePoolSpecTemplate {
  const pods = { [strimziClusterLabel]: cluster, 'strimzi.io/pool-name': name };
  return {
    pod: { topologySpreadConstraints: spreadConstraints(pods, 'DoNotSchedule', rackLabel) },
  };
}
