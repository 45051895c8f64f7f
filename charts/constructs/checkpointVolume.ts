/** The volume on which queries keep where they are and what they know. Whoever deletes it lets them start over. */
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { storageQuantity } from './quantities.ts';

export interface CheckpointVolumeSize {
  /** Size of the volume, in bytes. */
  readonly storageBytes: number;
  /**
   * Class of the volume.
   * @default - the cluster's own
   */
  readonly storageClass?: string;
  /** Whether pods of several machines write to it: then its class must be able to. */
  readonly isShared: boolean;
}

export class CheckpointVolume extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: CheckpointVolumeSize & { readonly metadata: k8s.ObjectMeta },
  ) {
    super(scope, id);
    new k8s.KubePersistentVolumeClaim(this, 'Resource', {
      metadata: props.metadata,
      spec: {
        // Executors write their state here too: on one machine they share it with the driver, on several they need
        // a file system that all of them can mount.
        accessModes: [props.isShared ? 'ReadWriteMany' : 'ReadWriteOnce'],
        resources: {
          requests: { storage: k8s.Quantity.fromString(storageQuantity(props.storageBytes)) },
        },
        ...(props.storageClass === undefined ? {} : { storageClassName: props.storageClass }),
      },
    });
  }
}
