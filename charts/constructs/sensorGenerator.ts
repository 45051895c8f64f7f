/** The generator: a Deployment whose pods write readings. */
import { ApiObject, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { kafkaListenerPort } from '../../chain/names.ts';
import { contentAnnotation, contentHash } from './contentHash.ts';
import type { PullPolicy } from './images.ts';
import type { KafkaCluster } from './kafkaCluster.ts';
import type { Labels } from './labels.ts';
import { partLabels, selectorLabels } from './labels.ts';
import { allowFlows } from './network.ts';
import { addPodMonitor } from './podMonitor.ts';
import { addDisruptionBudget, spreadConstraints } from './spread.ts';
import type { User } from './user.ts';

export interface SensorGeneratorProps {
  /** Name of the chain, for labels. */
  readonly chain: string;
  /** Name of the Deployment. */
  readonly name: string;
  /** Image whose entry is the generator. */
  readonly image: string;
  /**
   * When the image is pulled.
   * @default 'IfNotPresent'
   */
  readonly imagePullPolicy?: PullPolicy;
  /** The resolved definition as JSON: what the generator reads at its start. */
  readonly definition: string;
  /** Where readings go. */
  readonly kafka: KafkaCluster;
  /** As whom. */
  readonly user: User;
  /** Pods; `kubectl scale` changes their number later. */
  readonly replicas: number;
  /** CPU requested by each pod, in thousandths. */
  readonly cpuMillis: number;
  /**
   * Most CPU of each pod, in thousandths.
   * @default - ten times what is requested
   */
  readonly cpuLimitMillis?: number;
  /** Memory of each pod, requested and at most, in bytes. */
  readonly memoryBytes: number;
  /**
   * How long a pod may flush what it took before it is killed, in seconds.
   * @default 150
   */
  readonly graceSeconds?: number;
  /**
   * Whether pods are spread over zones and disturbed one at a time.
   * @default false
   */
  readonly isSpread?: boolean;
  /**
   * Namespace of a Prometheus that may read the pods' metrics; a PodMonitor tells it to (needs the Prometheus operator).
   * @default - metrics are served and nobody may read them
   */
  readonly prometheusNamespace?: string | undefined;
}

/** Of the image: a user that is nobody's on the node. */
const userId = 65_532;
const httpPort = 8_080;

/** Where the image looks for its files (generator/main.ts). */
const paths = {
  definition: '/etc/courant',
  ca: '/mnt/kafka-ca',
  user: '/mnt/kafka-user',
} as const;

export class SensorGenerator extends Construct {
  /** By which its pods are selected. */
  readonly podLabels: Labels;
  readonly deployment: kplus.Deployment;
  readonly #labels: Labels;

  constructor(scope: Construct, id: string, props: SensorGeneratorProps) {
    super(scope, id);
    this.podLabels = selectorLabels(props.chain, 'generator');
    this.#labels = partLabels(props.chain, 'generator');
    props.kafka.allowFrom(this.podLabels);
    this.deployment = this.addDeployment(props);
    this.addContainer(props);
    this.patch(props);
    this.addFlows(props);
    if (props.isSpread && props.replicas > 1) {
      const metadata = { name: props.name, labels: { ...this.#labels } };
      addDisruptionBudget(this, metadata, this.podLabels);
    }
    if (props.prometheusNamespace !== undefined) {
      addPodMonitor(this, 'PodMonitor', {
        name: props.name,
        labels: this.#labels,
        pods: this.podLabels,
        port: 'http',
        prometheusNamespace: props.prometheusNamespace,
        portNumber: httpPort,
      });
    }
  }

  private addDeployment(props: SensorGeneratorProps): kplus.Deployment {
    const files = { 'definition.json': props.definition };
    const deployment = new kplus.Deployment(this, 'Resource', {
      metadata: { name: props.name, labels: { ...this.#labels } },
      podMetadata: {
        labels: { ...this.#labels },
        annotations: { [contentAnnotation]: contentHash(files) },
      },
      replicas: props.replicas,
      select: false,
      serviceAccount: new kplus.ServiceAccount(this, 'ServiceAccount', {
        metadata: { name: props.name, labels: { ...this.#labels } },
        automountToken: false,
      }),
      automountServiceAccountToken: false,
      terminationGracePeriod: Duration.seconds(props.graceSeconds ?? 150),
      securityContext: { ensureNonRoot: true, user: userId, group: userId, fsGroup: userId },
    });
    deployment.select(kplus.LabelSelector.of({ labels: { ...this.podLabels } }));
    return deployment;
  }

  private addContainer(props: SensorGeneratorProps): void {
    const container = this.deployment.addContainer({
      name: 'generator',
      image: props.image,
      imagePullPolicy: (props.imagePullPolicy ?? 'IfNotPresent') as kplus.ImagePullPolicy,
      ports: [{ name: 'http', number: httpPort }],
      securityContext: {
        user: userId,
        group: userId,
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL' as kplus.Capability] },
      },
      resources: resources(props),
      envVariables: environment(props),
      // A start is over when the ledger is read; a first connection to a Kafka that is not there yet takes its time.
      startup: probe('/livez', { periodSeconds: 2, failureThreshold: 60 }),
      liveness: probe('/livez', { periodSeconds: 10, failureThreshold: 6 }),
      readiness: probe('/readyz', { periodSeconds: 5, failureThreshold: 3 }),
    });
    for (const [path, volume] of this.volumes(props)) {
      container.mount(path, volume, { readOnly: path !== '/tmp' });
    }
  }

  private volumes(props: SensorGeneratorProps): [path: string, volume: kplus.Volume][] {
    const definition = new kplus.ConfigMap(this, 'Definition', {
      metadata: { name: `${props.name}-definition`, labels: { ...this.#labels } },
      data: { 'definition.json': props.definition },
    });
    const secret = (id: string, name: string, key?: string): kplus.Volume =>
      kplus.Volume.fromSecret(this, id, kplus.Secret.fromSecretName(this, `${id}Secret`, name), {
        name: id.toLowerCase(),
        ...(key === undefined ? {} : { items: { [key]: { path: key } } }),
        // Readable by the pod's group.
        defaultMode: 0o440,
      });
    return [
      [
        paths.definition,
        kplus.Volume.fromConfigMap(this, 'DefinitionVolume', definition, { name: 'definition' }),
      ],
      // All of it: an authority that is being replaced is there under another name for a while.
      [paths.ca, secret('KafkaCa', props.kafka.caSecretName)],
      // Of all keys only the one that is needed.
      [paths.user, secret('KafkaUser', props.user.secretName, 'password')],
      ['/tmp', kplus.Volume.fromEmptyDir(this, 'Tmp', 'tmp', { sizeLimit: Size.mebibytes(64) })],
    ];
  }

  /** What cdk8s-plus-27 has no word for. */
  private patch({ isSpread }: SensorGeneratorProps): void {
    const spec = '/spec/template/spec';
    ApiObject.of(this.deployment).addJsonPatch(
      JsonPatch.add(`${spec}/securityContext/seccompProfile`, { type: 'RuntimeDefault' }),
      // Addresses of services are found by name; as variables they only make noise.
      JsonPatch.add(`${spec}/enableServiceLinks`, false),
      ...(isSpread
        ? [JsonPatch.add(`${spec}/topologySpreadConstraints`, spreadConstraints(this.podLabels))]
        : []),
    );
  }

  private addFlows({ name, kafka }: SensorGeneratorProps): void {
    allowFlows(this, 'Flows', {
      name: `${name}-flows`,
      labels: this.#labels,
      pods: this.podLabels,
      to: [{ pods: kafka.podLabels, ports: [kafkaListenerPort] }],
    });
  }
}

function environment(props: SensorGeneratorProps): Record<string, kplus.EnvValue> {
  const value = (text: string): kplus.EnvValue => kplus.EnvValue.fromValue(text);
  return {
    COURANT_DEFINITION: value(`${paths.definition}/definition.json`),
    COURANT_BOOTSTRAP_SERVERS: value(props.kafka.bootstrapServers),
    COURANT_TLS_CA: value(paths.ca),
    COURANT_SASL_USERNAME: value(props.user.userName),
    COURANT_SASL_PASSWORD_FILE: value(`${paths.user}/password`),
    COURANT_SITE: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME),
    // A container that is started again in its pod goes on where it ended.
    COURANT_PRODUCER_NAME: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME),
    COURANT_HTTP_PORT: value(String(httpPort)),
  };
}

function resources(props: SensorGeneratorProps): kplus.ContainerResources {
  const memory = Size.mebibytes(Math.ceil(props.memoryBytes / 2 ** 20));
  return {
    cpu: {
      request: kplus.Cpu.millis(props.cpuMillis),
      limit: kplus.Cpu.millis(props.cpuLimitMillis ?? 10 * props.cpuMillis),
    },
    memory: { request: memory, limit: memory },
    // Its log and a small /tmp; cdk8s-plus counts in whole GiB.
    ephemeralStorage: { request: Size.gibibytes(1), limit: Size.gibibytes(1) },
  };
}

function probe(
  path: string,
  { periodSeconds, failureThreshold }: { periodSeconds: number; failureThreshold: number },
): kplus.Probe {
  return kplus.Probe.fromHttpGet(path, {
    port: httpPort,
    periodSeconds: Duration.seconds(periodSeconds),
    timeoutSeconds: Duration.seconds(5),
    failureThreshold,
  });
}
