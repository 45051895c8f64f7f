/** Queries of Flink: for each `.sql` file of a ConfigMap a Flink of its own, which goes on at its last checkpoint. */
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import {
  FlinkDeployment,
  FlinkDeploymentSpecFlinkVersion as FlinkVersion,
  FlinkDeploymentSpecJobUpgradeMode as UpgradeMode,
  FlinkDeploymentSpecMode as Mode,
} from '../../../imports/flink.apache.org.ts';
import type { FlinkProcessSize } from '../../../chain/definition/flinkSizing.ts';
import type { EventColumns } from '../../../chain/eventColumns.ts';
import { flinkDeploymentName } from '../../../chain/flinkDeployment.ts';
import { kafkaListenerPort, kubernetesNames } from '../../../chain/names.ts';
import { queryFile } from '../../../chain/queryFiles.ts';
import { flinkRunnerArguments } from '../../../chain/runnerArguments.ts';
import type { QueriesBeside } from '../../../chain/runnerArguments.ts';
import { flinkVersion } from '../../../chain/versions.ts';
import { CheckpointVolume } from '../checkpointVolume.ts';
import type { CheckpointVolumeSize } from '../checkpointVolume.ts';
import { contentHash } from '../contentHash.ts';
import type { PullPolicy } from '../images.ts';
import type { KafkaCluster } from '../kafkaCluster.ts';
import { kafkaProperties } from '../kafkaProperties.ts';
import type { Labels } from '../labels.ts';
import { partLabels, selectorLabels } from '../labels.ts';
import { allowFlows } from '../network.ts';
import { javaMemory } from '../quantities.ts';
import type { User } from '../user.ts';
import { flinkPaths, jobManagerTemplate, taskManagerTemplate } from './flinkPod.ts';
import { addFlinkRights } from './flinkRights.ts';
import { flinkConfiguration, flinkPorts, logSettings } from './flinkSettings.ts';

export interface FlinkQueriesProps {
  /** Name of the chain; everything is named after it. */
  readonly chain: string;
  /** Text of each query by its name, which is its output topic's. */
  readonly queries: Readonly<Record<string, string>>;
  /** Image of Flink with the runner inside. */
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
  /** Of each query. */
  readonly jobManager: FlinkProcessSize;
  /** Of each query. */
  readonly taskManager: FlinkProcessSize;
  /** The volume to make, for all queries. */
  readonly checkpoints: CheckpointVolumeSize;
  /** Time between two checkpoints of a query, and so between two reports, in ms. */
  readonly checkpointInterval: number;
  /** How late a reading may be where a query does not say its own, in ms. */
  readonly watermark: number;
  /**
   * Columns that queries read beside the reading's own: fields of events, by name.
   * @default - none
   */
  readonly columns?: EventColumns;
  /**
   * Queries of other engines of the same chain, whose reports are none of Flink's.
   * @default - none
   */
  readonly beside?: QueriesBeside;
}

/** Of the image (flink/Dockerfile); the jar is on Flink's own class path, whose classes go before those of a job. */
const runner = {
  jar: 'local:///opt/flink/lib/courant-flink-runner.jar',
  mainClass: 'dev.courant.flink.ApplicationMain',
} as const;
const kafkaPropertiesFile = 'kafka.properties';
/** The operator's pods, wherever it is installed (its chart). */
const operatorPods = { 'app.kubernetes.io/name': 'flink-kubernetes-operator' };

export class FlinkQueries extends Construct {
  readonly jobManagerLabels: Labels;
  readonly taskManagerLabels: Labels;
  /** By query, the FlinkDeployment that runs it. */
  readonly deployments: Readonly<Record<string, FlinkDeployment>>;
  readonly #names: ReturnType<typeof kubernetesNames>;
  readonly #labels: Labels;
  readonly #accounts: { readonly jobManager: string; readonly taskManager: string };

  constructor(scope: Construct, id: string, props: FlinkQueriesProps) {
    super(scope, id);
    this.#names = kubernetesNames(props.chain);
    this.#labels = partLabels(props.chain, 'flink');
    const { flink } = this.#names;
    this.#accounts = { jobManager: flink, taskManager: `${flink}-taskmanager` };
    this.jobManagerLabels = selectorLabels(props.chain, 'jobmanager');
    this.taskManagerLabels = selectorLabels(props.chain, 'taskmanager');
    props.kafka.allowFrom(this.jobManagerLabels, this.taskManagerLabels);
    this.addFiles(props);
    addFlinkRights(this, this.#accounts, this.#labels);
    new CheckpointVolume(this, 'Checkpoints', {
      ...props.checkpoints,
      metadata: this.metadata(this.#names.flinkCheckpoints),
    });
    this.deployments = Object.fromEntries(
      Object.keys(props.queries).map((query) => [query, this.addDeployment(props, query)]),
    );
    this.addFlows(props.kafka);
  }

  private addFiles({ queries, user }: FlinkQueriesProps): void {
    const { flinkQueryFiles, flinkKafkaProperties } = this.#names;
    const texts = Object.entries(queries).map(([name, sql]) => [queryFile(name), sql]);
    this.addConfigMap(
      'QueryFiles',
      flinkQueryFiles,
      Object.fromEntries(texts) as Record<string, string>,
    );
    this.addConfigMap('KafkaProperties', flinkKafkaProperties, {
      [kafkaPropertiesFile]: kafkaProperties(user.userName, flinkPaths),
    });
  }

  private addConfigMap(id: string, name: string, data: Record<string, string>): void {
    new k8s.KubeConfigMap(this, id, { metadata: this.metadata(name), data });
  }

  private addDeployment(props: FlinkQueriesProps, query: string): FlinkDeployment {
    const { jobManager, taskManager } = props;
    return new FlinkDeployment(this, `Query ${query}`, {
      metadata: this.metadata(flinkDeploymentName(props.chain, query)),
      spec: {
        image: props.image,
        imagePullPolicy: props.imagePullPolicy ?? 'IfNotPresent',
        flinkVersion: knownVersion(flinkVersion),
        // In the other mode, in which the operator makes all pods, 1.15 tells a JobManager its address by a flag that Flink
        // has not known since 2.0 (FLINK-38795).
        mode: Mode.NATIVE,
        serviceAccount: this.#accounts.jobManager,
        flinkConfiguration: flinkConfiguration({
          ...props,
          query,
          taskManagerAccount: this.#accounts.taskManager,
          beside: props.beside ?? {},
        }),
        logConfiguration: { 'log4j-console.properties': logSettings },
        jobManager: {
          replicas: 1,
          resource: resource(jobManager),
          podTemplate: jobManagerTemplate(this.pod(props, query, 'jobmanager')),
        },
        taskManager: {
          resource: resource(taskManager),
          podTemplate: taskManagerTemplate(this.pod(props, query, 'taskmanager')),
        },
        job: {
          jarUri: runner.jar,
          entryClass: runner.mainClass,
          args: this.arguments(props, query),
          parallelism: 1,
          upgradeMode: UpgradeMode.LAST_HYPHEN_STATE,
          // What fits of the state is judged by the runner, which knows both plans.
          allowNonRestoredState: true,
        },
      },
    });
  }

  private pod(
    { chain, queries, kafka, user }: FlinkQueriesProps,
    query: string,
    component: string,
  ) {
    const { flinkQueryFiles, flinkKafkaProperties, flinkCheckpoints } = this.#names;
    // The query's own text; and the names of all, as whoever starts takes away what gone queries left.
    const read = { sql: queries[query] ?? '', names: Object.keys(queries).sort().join('\n') };
    return {
      labels: partLabels(chain, component),
      content: contentHash(read),
      volumes: {
        queryFiles: flinkQueryFiles,
        kafkaProperties: flinkKafkaProperties,
        caSecret: kafka.caSecretName,
        userSecret: user.secretName,
        checkpointsClaim: flinkCheckpoints,
      },
    };
  }

  private arguments(props: FlinkQueriesProps, query: string): string[] {
    return flinkRunnerArguments({
      query,
      bootstrapServers: props.kafka.bootstrapServers,
      kafkaProperties: `${flinkPaths.kafka}/${kafkaPropertiesFile}`,
      queries: flinkPaths.queries,
      checkpoints: flinkPaths.checkpoints,
      checkpointInterval: props.checkpointInterval,
      watermark: props.watermark,
      columns: props.columns ?? {},
    });
  }

  private addFlows(kafka: KafkaCluster): void {
    const toKafka = { pods: kafka.podLabels, ports: [kafkaListenerPort] };
    const jobManagers = {
      pods: this.jobManagerLabels,
      ports: [flinkPorts.jobManager, flinkPorts.blobs],
    };
    const taskManagers = { pods: this.taskManagerLabels, ports: [flinkPorts.taskManager] };
    const operator = { pods: operatorPods, ports: [flinkPorts.rest], isAnywhere: true };
    const { flink } = this.#names;
    allowFlows(this, 'JobManagerFlows', {
      name: `${flink}-jobmanager-flows`,
      labels: this.#labels,
      pods: this.jobManagerLabels,
      from: [operator, { ...taskManagers, ports: jobManagers.ports }],
      to: [toKafka, taskManagers],
      usesApiServer: true,
    });
    allowFlows(this, 'TaskManagerFlows', {
      name: `${flink}-taskmanager-flows`,
      labels: this.#labels,
      pods: this.taskManagerLabels,
      from: [{ ...jobManagers, ports: taskManagers.ports }],
      to: [toKafka, jobManagers],
      usesApiServer: true,
    });
  }

  private metadata(name: string): { name: string; labels: Record<string, string> } {
    return { name, labels: { ...this.#labels } };
  }
}

function resource({ cpuMillis, memoryBytes }: FlinkProcessSize) {
  // Its temporary files and its log, of which a node keeps some 50 MiB.
  return { cpu: cpuMillis / 1_000, memory: javaMemory(memoryBytes), ephemeralStorage: '512Mi' };
}

/** `2.2.1` → the operator's word `v2_2`. */
function knownVersion(version: string): FlinkVersion {
  const [major, minor] = version.split('.');
  const word = `v${major}_${minor}`;
  const known = Object.values(FlinkVersion).find((each) => each === (word as FlinkVersion));
  if (known === undefined) throw new RangeError(`the operator does not know Flink ${version}`);
  return known;
}
