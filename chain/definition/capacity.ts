/**
 * What a rate past one machine would take, from costs that were measured on one. Each figure names its measurement, whose
 * tables stand in docs/benchmarks.md; how far they carry says docs/kubernetes.md.
 */
import { topicNames } from '../names.ts';
import type { ChainDefinition } from './schema.ts';
import { topicSettings } from './schema.ts';
import { brokersOf, executorCores, executorsNeeded } from './sizing.ts';

/** A day, in seconds. */
const day = 86_400;
const million = 1e6;

/**
 * Costs on two cores that generator and broker, or Spark and broker, shared. `readingsPerSecond` is the highest rate that
 * the measurement reached; CPU is in core-seconds a million readings, bytes are a reading's in its topic.
 */
export const measured = {
  /** `npm run bench:produce`: one generator to one broker, Node 24. */
  generator: { readingsPerSecond: 2_135_177, cpuSeconds: 0.462 },
  /** The same with its broker, and random sensors by `npm run bench:produce` to the sink. */
  zstd: { readingsPerSecond: 2_135_177, cpuSeconds: 0.362, bytes: 10.7 },
  /** The same of Java's own producer (`java-tuned`), as ours always compresses; bytes of `ours-none`. */
  uncompressed: { readingsPerSecond: 641_570, cpuSeconds: 0.576, bytes: 208 },
  /** `npm run bench:processing`, draining, two queries: what the broker read, and the Spark leg, the dearer of two drains. */
  reading: { readingsPerSecond: 303_276, cpuSeconds: 0.47 },
  spark: { readingsPerSecond: 303_276, cpuSeconds: 3.54 },
} as const;

/** Of what one process did with both cores, this part is planned: the rest is for a backlog, and for a process that is away. */
export const plannedPart = 1 / 3;

/** What differs by how far readings compress: random sensors at one end, not at all at the other. */
export interface CompressedCapacity {
  readonly brokers: number;
  /** Cores of all brokers together. */
  readonly brokerCores: number;
  /** Bytes a second from the generators. */
  readonly inBytes: number;
  /** Bytes a second from broker to broker. */
  readonly betweenBytes: number;
  /** Bytes a second to the queries, where each reads for itself. */
  readonly outBytes: number;
  /** Bytes a day on the disks of all brokers, without the queries' rows. */
  readonly dayBytes: number;
}

export interface Capacity {
  readonly readingsPerSecond: number;
  readonly replicationFactor: number;
  readonly queries: number;
  readonly generators: number;
  readonly generatorCores: number;
  readonly partitions: number;
  readonly executors: number;
  readonly executorCores: number;
  /** Cores that all queries take by the cost of a drain; the executors have more. */
  readonly sparkCores: number;
  readonly zstd: CompressedCapacity;
  readonly uncompressed: CompressedCapacity;
}

/**
 * @param readingsPerSecond of all generators together
 * @param queries how many read all readings
 */
export function capacityOf(
  definition: ChainDefinition,
  readingsPerSecond: number,
  queries: number,
): Capacity {
  const chain = atRate(definition, readingsPerSecond);
  const { replicationFactor } = topicSettings(chain, topicNames.readings);
  const executors = executorsNeeded(chain);
  const cores = executorCores(chain);
  const load = { readingsPerSecond, replicationFactor, queries };
  const least = brokersOf(chain);
  return {
    ...load,
    generators: processesFor(readingsPerSecond, measured.generator.readingsPerSecond),
    generatorCores: coresFor(readingsPerSecond, measured.generator.cpuSeconds),
    partitions: executors * cores,
    executors,
    executorCores: cores,
    sparkCores: coresFor(readingsPerSecond, measured.spark.cpuSeconds),
    zstd: compressedCapacity(load, measured.zstd, least),
    uncompressed: compressedCapacity(load, measured.uncompressed, least),
  };
}

/** The same chain in production, at that rate. */
function atRate(chain: ChainDefinition, rate: number): ChainDefinition {
  const generator = { ...chain.generator, rate, replicas: 1, load: { shape: 'constant' } as const };
  return { ...chain, profile: 'production', generator };
}

type Load = Pick<Capacity, 'readingsPerSecond' | 'replicationFactor' | 'queries'>;

/** @param least brokers that there are in any case */
function compressedCapacity(
  { readingsPerSecond, replicationFactor, queries }: Load,
  cost: typeof measured.zstd | typeof measured.uncompressed,
  least: number,
): CompressedCapacity {
  // A replica costs its broker what a leader does: it writes the same batches.
  const written = readingsPerSecond * replicationFactor;
  const inBytes = readingsPerSecond * cost.bytes;
  return {
    brokers: Math.max(least, processesFor(written, cost.readingsPerSecond)),
    brokerCores:
      coresFor(written, cost.cpuSeconds) + coresFor(readingsPerSecond, measured.reading.cpuSeconds),
    inBytes,
    betweenBytes: inBytes * (replicationFactor - 1),
    outBytes: inBytes * queries,
    dayBytes: inBytes * replicationFactor * day,
  };
}

function processesFor(rate: number, reached: number): number {
  return Math.ceil(rate / (reached * plannedPart));
}

function coresFor(rate: number, cpuSecondsAMillion: number): number {
  return (rate / million) * cpuSecondsAMillion;
}
