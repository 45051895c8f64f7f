/**
 * Sizes of the parts of a chain on Kubernetes, from its definition: requests, executors, disks. The figures a
 * reading costs are those of `bench/` on two small cores, rounded up.
 */
import { topicNames } from '../names.ts';
import type { Load } from './generatorSchema.ts';
import { flinkQuerySize } from './flinkSizing.ts';
import { flinkQueries, sparkQueries } from './queriesSchema.ts';
import type { ChainDefinition } from './schema.ts';
import { topicSettings } from './schema.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** What one pod requests, and how many of it there are. */
export interface PodSize {
  readonly replicas: number;
  /** Thousandths of a CPU. */
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

/** Every pod of a chain and of its operators. */
export interface ChainSize {
  readonly controllers: PodSize;
  readonly brokers: PodSize;
  readonly topicOperator: PodSize;
  readonly userOperator: PodSize;
  readonly generator: PodSize;
  readonly driver: PodSize;
  readonly executors: PodSize;
  /** One a query of Flink: how many there are stands in no definition. */
  readonly flinkJobManager: PodSize;
  readonly flinkTaskManager: PodSize;
  readonly strimziOperator: PodSize;
  readonly sparkOperator: PodSize;
  readonly sparkWebhook: PodSize;
  readonly flinkOperator: PodSize;
}

/** Readings a second that `max` counts for where a rate must be planned: more than a laptop's chain takes. */
const plannedForMax = 100_000;

/** Readings a second of all generators at their peak; a replay's rate is in its data, so the definition's stands for it. */
export function readingsPerSecond({ generator }: ChainDefinition): number {
  const rate = generator.rate === 'max' ? plannedForMax : generator.rate * peakOf(generator.load);
  return rate * Math.max(1, generator.replicas);
}

/** The highest rate of a load, in multiples of `rate`. */
export function peakOf(load: Load): number {
  switch (load.shape) {
    case 'constant':
      return 1;
    case 'ramp':
      return Math.max(load.from, load.to);
    case 'burst':
      return Math.max(1, load.factor);
    case 'sine':
      return 1 + load.amplitude;
    case 'steps':
      return Math.max(...load.steps.map(({ factor }) => factor));
  }
}

/**
 * Readings a second that one executor core processes with the two shipped queries: a third of it by `npm run
 * bench:processing` on one machine, so that there is room for a backlog and for what several processes cost more.
 */
export const readingsPerCore = 20_000;

/** Brokers that there will be. */
export function brokersOf({ profile, sizing }: ChainDefinition): number {
  return profile === 'laptop' ? 1 : (sizing.kafka.brokers ?? 3);
}

/** Tasks that an executor runs at once. */
export function executorCores(chain: ChainDefinition): number {
  return chain.sizing.spark.cores ?? 2;
}

/** Executors that the rate needs; two at least in production, so that one may fail. */
export function executorsNeeded(chain: ChainDefinition): number {
  if (chain.profile === 'laptop') return 1;
  const cores = Math.ceil(readingsPerSecond(chain) / readingsPerCore);
  return Math.max(2, Math.ceil(cores / executorCores(chain)));
}

/** Executors that there will be: as many as are needed, unless the partitions keep fewer busy. */
export function executorsOf(chain: ChainDefinition): number {
  const { partitions } = topicSettings(chain, topicNames.readings);
  const busy = Math.ceil(partitions / executorCores(chain));
  return chain.sizing.spark.executors ?? Math.min(executorsNeeded(chain), busy);
}

/** Memory of a Spark pod beside its heap: Spark's own rule, a tenth and 384 MiB at least. */
export function sparkOverheadBytes(heapBytes: number): number {
  return wholeMebibytes(Math.max(384 * mebibyte, heapBytes / 10));
}

/** Heap of a broker; in production 1 GiB at least. */
export function brokerHeapBytes(chain: ChainDefinition): number {
  return Math.max(chain.sizing.kafka.memory, chain.profile === 'production' ? gibibyte : 0);
}

/** Heap of a Spark process; in production 1 GiB at least. */
export function sparkHeapBytes(chain: ChainDefinition): number {
  return Math.max(chain.sizing.spark.memory, chain.profile === 'production' ? gibibyte : 0);
}

/** Bytes of a reading in a topic, uncompressed, with its headers. */
const readingBytes = 250;

/**
 * Disk of one broker: what the topics keep by time or by size, whichever is less, half as much again for what waits for
 * deletion; 10 GiB at least, so that another query of a small chain asks for no other disk, 20 in production.
 * @param outputs the queries' output topics
 */
export function brokerStorageBytes(chain: ChainDefinition, outputs: readonly string[]): number {
  const { storage } = chain.sizing.kafka;
  if (storage !== undefined) return storage;
  const kept = [topicNames.readings, topicNames.deadLetters, ...outputs].map((topic) => {
    const settings = topicSettings(chain, topic);
    const byTime = readingsPerSecond(chain) * readingBytes * (settings.retention / 1_000);
    const bySize = settings.partitions * settings.retentionBytes;
    return Math.min(byTime, bySize) * settings.replicationFactor;
  });
  const perBroker = (1.5 * kept.reduce((sum, bytes) => sum + bytes, 0)) / brokersOf(chain);
  const least = (chain.profile === 'production' ? 20 : 10) * gibibyte;
  return Math.ceil(Math.max(least, perBroker) / gibibyte) * gibibyte;
}

/**
 * Every pod of the chain and of the operators. A laptop's requests are shares, not needs: the control plane of a kind
 * node already asks for 950 of its thousandths, and a pod that does not fit beside it on two cores is never scheduled.
 * Eight generators do.
 * @param flinkJobs how many queries Flink runs, where that is known
 */
export function chainSize(chain: ChainDefinition, flinkJobs = 1): ChainSize {
  const isProduction = chain.profile === 'production';
  const thousands = readingsPerSecond(chain) / 1_000;
  const kafkaSizing = chain.sizing.kafka;
  return {
    controllers: pods(isProduction ? 3 : 0, 250, 1_024),
    brokers: pods(
      brokersOf(chain),
      millisOf(kafkaSizing.cpu) ??
        roundUp(isProduction ? Math.max(1_000, 500 + 20 * thousands) : 150, 50),
      Math.ceil(brokerMemoryBytes(chain) / mebibyte),
    ),
    topicOperator: pods(1, isProduction ? 100 : 50, 256),
    userOperator: pods(1, isProduction ? 100 : 50, 256),
    generator: pods(
      chain.generator.replicas,
      roundUp(
        (isProduction ? 100 : 20) + (10 * thousands) / Math.max(1, chain.generator.replicas),
        isProduction ? 50 : 10,
      ),
      isProduction ? 256 : 192,
    ),
    ...sparkSize(chain),
    ...flinkSize(chain, flinkJobs),
    ...operatorSize(chain),
  };
}

type SizeOf<Part extends keyof ChainSize> = Pick<ChainSize, Part>;

/** Nothing where the chain has no query of Spark's. */
function sparkSize(chain: ChainDefinition): SizeOf<'driver' | 'executors'> {
  const { cpu } = chain.sizing.spark;
  const there = sparkQueries(chain) === undefined ? 0 : 1;
  const isProduction = chain.profile === 'production';
  const heap = sparkHeapBytes(chain);
  const pod = (heap + sparkOverheadBytes(heap)) / mebibyte;
  const cores = isProduction ? 1_000 * executorCores(chain) : 150;
  return {
    driver: pods(there, millisOf(cpu) ?? (isProduction ? 1_000 : 150), pod),
    executors: pods(there * executorsOf(chain), millisOf(cpu) ?? cores, pod),
  };
}

/** The same for Flink. */
function flinkSize(
  chain: ChainDefinition,
  jobs: number,
): SizeOf<'flinkJobManager' | 'flinkTaskManager'> {
  const replicas = flinkQueries(chain) === undefined ? 0 : jobs;
  const { jobManager, taskManager } = flinkQuerySize(chain);
  return {
    flinkJobManager: { replicas, ...jobManager },
    flinkTaskManager: { replicas, ...taskManager },
  };
}

/** What docs/kubernetes.md installs the operators with. */
function operatorSize(
  chain: ChainDefinition,
): SizeOf<'strimziOperator' | 'sparkOperator' | 'sparkWebhook' | 'flinkOperator'> {
  const hasSpark = sparkQueries(chain) === undefined ? 0 : 1;
  const hasFlink = flinkQueries(chain) === undefined ? 0 : 1;
  return {
    strimziOperator: pods(1, 200, 512),
    sparkOperator: pods(hasSpark, 50, 256),
    sparkWebhook: pods(hasSpark, 50, 128),
    flinkOperator: pods(hasFlink, 50, 512),
  };
}

/** Heap, what Java needs beside it, and in production as much again for the page cache that consumers read from. */
function brokerMemoryBytes(chain: ChainDefinition): number {
  const heap = brokerHeapBytes(chain);
  return heap + 384 * mebibyte + (chain.profile === 'production' ? heap : 0);
}

/** What pods request together. */
export function requestedOf(all: readonly PodSize[]): Omit<PodSize, 'replicas'> {
  return {
    cpuMillis: all.reduce((sum, pod) => sum + pod.replicas * pod.cpuMillis, 0),
    memoryBytes: all.reduce((sum, pod) => sum + pod.replicas * pod.memoryBytes, 0),
  };
}

function millisOf(cpu: number | undefined): number | undefined {
  return cpu === undefined ? undefined : Math.round(cpu * 1_000);
}

function pods(replicas: number, cpuMillis: number, mebibytes: number): PodSize {
  return { replicas, cpuMillis, memoryBytes: Math.ceil(mebibytes) * mebibyte };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function wholeMebibytes(bytes: number): number {
  return Math.ceil(bytes / mebibyte) * mebibyte;
}
