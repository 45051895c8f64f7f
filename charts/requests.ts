/** Requests of manifests to a cluster, pod by pod: also the pods that operators make of custom resources. */
import { requestedOf } from '../chain/definition/sizing.ts';
import type { PodSize } from '../chain/definition/sizing.ts';

/** An object of a manifest. */
export interface ManifestObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/** Pods of one kind. */
export interface PodRequest extends PodSize {
  /** What the pods are: `generator`, `broker`, `driver`, … */
  readonly what: string;
}

/** @throws RangeError for an amount that is none of Kubernetes */
export function requestsOf(documents: readonly ManifestObject[]): PodRequest[] {
  return documents.flatMap((document) => {
    const read = readers[document.kind];
    return read === undefined ? [] : read(document.spec as never, document.metadata.name);
  });
}

interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
}

interface DeploymentSpec {
  readonly replicas?: number;
  readonly template: { readonly spec: { readonly containers: { resources: Resources }[] } };
}

interface NodePoolSpec {
  readonly replicas: number;
  readonly resources: Resources;
}

interface KafkaSpec {
  readonly entityOperator?: {
    readonly topicOperator?: { readonly resources: Resources };
    readonly userOperator?: { readonly resources: Resources };
  };
}

interface SparkProcess {
  readonly coreRequest: string;
  readonly memory: string;
  readonly memoryOverhead: string;
  readonly instances?: number;
}

interface FlinkProcess {
  readonly resource: { readonly cpu: number; readonly memory: string };
}

type Reader = (spec: never, name: string) => PodRequest[];

const readers: Readonly<Record<string, Reader>> = {
  Deployment: ({ replicas, template }: DeploymentSpec, name) => [
    {
      what: name,
      replicas: replicas ?? 1,
      ...sumOf(template.spec.containers.map(({ resources }) => resources)),
    },
  ],
  KafkaNodePool: ({ replicas, resources }: NodePoolSpec, name) => [
    { what: `Kafka ${name}`, replicas, ...amountsOf(resources) },
  ],
  Kafka: ({ entityOperator }: KafkaSpec) => {
    const { topicOperator, userOperator } = entityOperator ?? {};
    const containers = [topicOperator, userOperator].flatMap(
      (operator) => operator?.resources ?? [],
    );
    if (containers.length === 0) return [];
    return [{ what: 'Kafka entity operator', replicas: 1, ...sumOf(containers) }];
  },
  SparkApplication: ({
    driver,
    executor,
  }: Readonly<Record<'driver' | 'executor', SparkProcess>>) => [
    { what: 'Spark driver', replicas: 1, ...processOf(driver) },
    { what: 'Spark executor', replicas: executor.instances ?? 1, ...processOf(executor) },
  ],
  FlinkDeployment: (
    { jobManager, taskManager }: Readonly<Record<'jobManager' | 'taskManager', FlinkProcess>>,
    name,
  ) => [
    { what: `${name} JobManager`, replicas: 1, ...flinkProcessOf(jobManager) },
    { what: `${name} TaskManager`, replicas: 1, ...flinkProcessOf(taskManager) },
  ],
};

type Amounts = Omit<PodSize, 'replicas'>;

function amountsOf({ requests }: Resources): Amounts {
  return { cpuMillis: millisOf(requests.cpu), memoryBytes: bytesOf(requests.memory) };
}

/** Spark asks for heap and overhead together (BasicDriverFeatureStep, BasicExecutorFeatureStep). */
function processOf({ coreRequest, memory, memoryOverhead }: SparkProcess): Amounts {
  const memoryBytes = bytesOf(javaUnits(memory)) + bytesOf(javaUnits(memoryOverhead));
  return { cpuMillis: millisOf(coreRequest), memoryBytes };
}

function flinkProcessOf({ resource }: FlinkProcess): Amounts {
  return {
    cpuMillis: Math.round(resource.cpu * 1_000),
    memoryBytes: bytesOf(javaUnits(resource.memory)),
  };
}

/** Of a pod with these containers. */
function sumOf(containers: readonly Resources[]): Amounts {
  return requestedOf(containers.map((each) => ({ replicas: 1, ...amountsOf(each) })));
}

function millisOf(cpu: string): number {
  const found = /^(\d+(?:\.\d+)?)(m?)$/.exec(cpu);
  if (found === null) throw new RangeError(`"${cpu}" is no amount of CPU`);
  return Number(found[1]) * (found[2] === 'm' ? 1 : 1_000);
}

const units: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, '': 1 };

function bytesOf(memory: string): number {
  const found = /^(\d+)(Ki|Mi|Gi|)$/.exec(memory);
  if (found === null) throw new RangeError(`"${memory}" is no amount of memory`);
  return Number(found[1]) * (units[found[2] ?? ''] ?? 1);
}

/** Java's `512m` is Kubernetes' `512Mi`. */
function javaUnits(memory: string): string {
  return memory.replace(/[kmg]$/, (unit) => `${unit.toUpperCase()}i`);
}
