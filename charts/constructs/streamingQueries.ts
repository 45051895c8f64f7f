/** The queries: a Spark application that runs every `.sql` file of a ConfigMap, for as long as it lives. */
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import {
  SparkApplication,
  SparkApplicationSpecMode,
  SparkApplicationSpecRestartPolicyType,
  SparkApplicationSpecType,
} from '../../imports/sparkoperator.k8s.io.ts';
import { driverMetricsPort } from '../../chain/metrics.ts';
import type { EventColumns } from '../../chain/eventColumns.ts';
import { kafkaListenerPort, kubernetesNames } from '../../chain/names.ts';
import { queryFile } from '../../chain/queryFiles.ts';
import { besideFlags, runnerArguments } from '../../chain/runnerArguments.ts';
import type { QueriesBeside } from '../../chain/runnerArguments.ts';
import { sparkVersion } from '../../chain/versions.ts';
import { CheckpointVolume } from './checkpointVolume.ts';
import type { CheckpointVolumeSize } from './checkpointVolume.ts';
import { contentAnnotation, contentHash } from './contentHash.ts';
import type { PullPolicy } from './images.ts';
import type { KafkaCluster } from './kafkaCluster.ts';
import { kafkaProperties } from './kafkaProperties.ts';
import type { Labels } from './labels.ts';
import { partLabels, selectorLabels } from './labels.ts';
import { allowFlows } from './network.ts';
import { addPodMonitor } from './podMonitor.ts';
import { processSize, restrictedSpark, sparkPlaces, sparkPaths, sparkVolumes } from './sparkPod.ts';
import type { SparkProcessSize } from './sparkPod.ts';
import { addSparkRights } from './sparkRights.ts';
import { sparkConf, sparkPorts } from './sparkSettings.ts';
import { addDisruptionBudget, spreadOverMachines } from './spread.ts';
import type { User } from './user.ts';

export interface StreamingQueriesProps {
  /** Name of the chain; everything is named after it. */
  readonly chain: string;
  /** Text of each query by its name, which is its output topic's. */
  readonly queries: Readonly<Record<string, string>>;
  /** Image of Spark with the runner inside. */
  readonly image: string;
  /**
   * When the image is pulled.
   * @default 'IfNotPresent'
   */
  readonly imagePullPolicy?: PullPolicy;
  /** Where readings come from and rows go. */
  readonly kafka: KafkaCluster;
  /** As whom. */
  readonly user: User;
  readonly driver: SparkProcessSize;
  readonly executor: SparkProcessSize;
  /** Executor pods. */
  readonly executors: number;
  /** Tasks that an executor runs at once. */
  readonly executorCores: number;
  /** A URI of an object store, or the volume to make. */
  readonly checkpoints: string | CheckpointVolumeSize;
  /**
   * Secret whose `core-site.xml` says how Hadoop reaches the object store.
   * @default - what the image and the pods' identity give
   */
  readonly checkpointAccess?: string | undefined;
  /** Most records that one micro-batch of a query reads. */
  readonly maxOffsetsPerTrigger: number;
  /** Least time between the starts of two micro-batches, in ms; `auto`: as long as pays, up to 1 s. */
  readonly trigger: number | 'auto';
  /**
   * Columns that queries read beside the reading's own: fields of events, by name.
   * @default - none
   */
  readonly columns?: EventColumns;
  /**
   * Queries of other engines of the same chain, whose reports and checkpoints are none of Spark's.
   * @default - none
   */
  readonly beside?: QueriesBeside;
  /**
   * Whether executors are spread over machines and disturbed one at a time.
   * @default false
   */
  readonly isSpread?: boolean;
  /**
   * Namespace of a Prometheus that may read the queries' figures from the driver; a PodMonitor tells it to (needs the
   * Prometheus operator).
   * @default - the driver tells nobody
   */
  readonly prometheusNamespace?: string | undefined;
}

/** Jar and class of the image (spark/Dockerfile). */
const runner = {
  jar: 'local:///opt/spark/jars/courant-runner.jar',
  mainClass: 'dev.courant.runner.Main',
} as const;
const kafkaPropertiesFile = 'kafka.properties';
const metricsPort = { name: 'metrics', containerPort: driverMetricsPort, protocol: 'TCP' } as const;

export class StreamingQueries extends Construct {
  readonly driverLabels: Labels;
  readonly executorLabels: Labels;
  /** Name of the SparkApplication. */
  readonly applicationName: string;
  readonly #names: ReturnType<typeof kubernetesNames>;
  readonly #labels: Labels;
  readonly #files: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: StreamingQueriesProps) {
    super(scope, id);
    this.#names = kubernetesNames(props.chain);
    this.#labels = partLabels(props.chain, 'queries');
    this.#files = Object.fromEntries(
      Object.entries(props.queries).map(([name, sql]) => [queryFile(name), sql]),
    );
    this.applicationName = this.#names.queries;
    this.driverLabels = selectorLabels(props.chain, 'driver');
    this.executorLabels = selectorLabels(props.chain, 'executor');
    props.kafka.allowFrom(this.driverLabels, this.executorLabels);
    this.addFiles(props.user.userName);
    addSparkRights(this, this.#names, this.#labels);
    const claim = this.addCheckpoints(props.checkpoints);
    this.addApplication(props, claim);
    this.addFlows(props);
    if (props.isSpread && props.executors > 1) {
      addDisruptionBudget(this, this.metadata(this.#names.executor), this.executorLabels);
    }
    if (props.prometheusNamespace !== undefined) this.addMetrics(props.prometheusNamespace);
  }

  private addFiles(user: string): void {
    const { queryFiles, kafkaProperties: settings } = this.#names;
    this.addConfigMap('QueryFiles', queryFiles, this.#files);
    this.addConfigMap('KafkaProperties', settings, {
      [kafkaPropertiesFile]: kafkaProperties(user, sparkPaths),
    });
  }

  private addConfigMap(id: string, name: string, data: Readonly<Record<string, string>>): void {
    new k8s.KubeConfigMap(this, id, { metadata: this.metadata(name), data: { ...data } });
  }

  /** @returns the claim, where there is one */
  private addCheckpoints(checkpoints: StreamingQueriesProps['checkpoints']): string | undefined {
    if (typeof checkpoints === 'string') return undefined;
    const name = this.#names.checkpoints;
    new CheckpointVolume(this, 'Checkpoints', { ...checkpoints, metadata: this.metadata(name) });
    return name;
  }

  private addApplication(props: StreamingQueriesProps, claim: string | undefined): void {
    const slots = props.executors * props.executorCores;
    new SparkApplication(this, 'Resource', {
      metadata: this.metadata(this.applicationName),
      spec: {
        type: SparkApplicationSpecType.JAVA,
        mode: SparkApplicationSpecMode.CLUSTER,
        sparkVersion,
        image: props.image,
        imagePullPolicy: props.imagePullPolicy ?? 'IfNotPresent',
        mainClass: runner.mainClass,
        mainApplicationFile: runner.jar,
        arguments: this.runnerArguments(props),
        sparkConf: sparkConf(Math.max(2, slots), besideFlags(props.beside ?? {})),
        // A stream has no end: whatever the driver died of, it begins again at its checkpoint. `OnFailure` would count
        // failures over the whole life and give up one day.
        restartPolicy: { type: SparkApplicationSpecRestartPolicyType.ALWAYS },
        volumes: sparkVolumes({
          queryFiles: this.#names.queryFiles,
          kafkaProperties: this.#names.kafkaProperties,
          caSecret: props.kafka.caSecretName,
          userSecret: props.user.secretName,
          checkpointsClaim: claim,
          accessSecret: props.checkpointAccess,
        }),
        driver: this.driver(props, claim !== undefined),
        executor: this.executor(props, claim !== undefined),
      },
    });
  }

  private runnerArguments(props: StreamingQueriesProps): string[] {
    const { checkpoints, kafka } = props;
    return runnerArguments({
      ...props,
      columns: props.columns ?? {},
      bootstrapServers: kafka.bootstrapServers,
      metricsPort: props.prometheusNamespace === undefined ? undefined : driverMetricsPort,
      kafkaProperties: `${sparkPaths.kafka}/${kafkaPropertiesFile}`,
      queries: sparkPaths.queries,
      checkpoints:
        typeof checkpoints === 'string' ? checkpoints : `file://${sparkPaths.checkpoints}`,
    });
  }

  private driver(props: StreamingQueriesProps, hasClaim: boolean) {
    return {
      cores: 1,
      ...processSize(props.driver),
      ...restrictedSpark,
      serviceAccount: this.#names.driver,
      labels: { ...partLabels(props.chain, 'driver') },
      // Queries are read at the start: other queries make another driver.
      annotations: { [contentAnnotation]: contentHash(this.#files) },
      ...sparkPlaces('driver', { hasClaim, hasAccess: props.checkpointAccess !== undefined }),
      terminationGracePeriodSeconds: 60,
      ...(props.prometheusNamespace === undefined ? {} : { ports: [metricsPort] }),
    };
  }

  private executor(props: StreamingQueriesProps, hasClaim: boolean) {
    return {
      instances: props.executors,
      cores: props.executorCores,
      ...processSize(props.executor),
      ...restrictedSpark,
      serviceAccount: this.#names.executor,
      labels: { ...partLabels(props.chain, 'executor') },
      ...sparkPlaces('executor', { hasClaim, hasAccess: props.checkpointAccess !== undefined }),
      ...(props.isSpread ? { affinity: spreadOverMachines(this.executorLabels) } : {}),
    };
  }

  private addMetrics(prometheusNamespace: string): void {
    addPodMonitor(this, 'PodMonitor', {
      name: this.applicationName,
      labels: this.#labels,
      pods: this.driverLabels,
      port: metricsPort.name,
      portNumber: driverMetricsPort,
      prometheusNamespace,
    });
  }

  private addFlows({ kafka, checkpoints }: StreamingQueriesProps): void {
    const toKafka = { pods: kafka.podLabels, ports: [kafkaListenerPort] };
    const driver = { pods: this.driverLabels, ports: Object.values(sparkPorts) };
    const blocks = [sparkPorts.blockManager];
    const executors = { pods: this.executorLabels, ports: blocks };
    const name = this.applicationName;
    allowFlows(this, 'DriverFlows', {
      name: `${name}-driver-flows`,
      labels: this.#labels,
      pods: this.driverLabels,
      from: [{ pods: this.executorLabels, ports: Object.values(sparkPorts) }],
      to: [toKafka, executors],
      usesApiServer: true,
    });
    allowFlows(this, 'ExecutorFlows', {
      name: `${name}-executor-flows`,
      labels: this.#labels,
      pods: this.executorLabels,
      from: [{ pods: this.driverLabels, ports: blocks }, executors],
      to: [toKafka, driver, executors],
      usesHttps: typeof checkpoints === 'string',
    });
  }

  private metadata(name: string): { name: string; labels: Record<string, string> } {
    return { name, labels: { ...this.#labels } };
  }
}
