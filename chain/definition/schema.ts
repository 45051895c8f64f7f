/** The shape of a chain definition: every field with its unit, range and default. Plain data in, plain data out. */
import { z } from 'zod';
import { topicNames } from '../names.ts';
import {
  decimal,
  durationMs,
  flag,
  nodeLabel,
  objectName,
  oneOf,
  sizeBytes,
  text,
  whole,
} from './fields.ts';
import { generatorSchema } from './generatorSchema.ts';
import { queriesSchema } from './queriesSchema.ts';
import { quote } from '../words/quote.ts';

const mebibyte = 2 ** 20;
const day = 86_400_000;

const topicSchema = z.strictObject({
  /** Parallel logs of the topic; 1 to 1,000. */
  partitions: whole({ min: 1, max: 1_000 }, 'partitions').optional(),
  /** How long records are kept; 1 minute to 1 year. */
  retention: durationMs({ min: 60_000, max: 365 * day }).optional(),
  /** How much each partition keeps at most; 1 MiB to 1 TiB. */
  retentionBytes: sizeBytes({ min: mebibyte, max: 2 ** 40 }).optional(),
  /** Brokers that hold each partition; 1 to 7. On this machine it is always 1. */
  replicationFactor: whole({ min: 1, max: 7 }, 'brokers').optional(),
  /**
   * Brokers that must have a record before it is acknowledged; 1 to 7, on this machine always 1. Default: the cluster's,
   * which is 2 in production.
   */
  minInSyncReplicas: whole({ min: 1, max: 7 }, 'brokers').optional(),
});

const namePattern = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** The text as a chain may be called; empty when nothing of it is left. */
export function asChainName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

/** Heap of a Java process; 128 MiB to 256 GiB. */
const heap = (memory: number) =>
  sizeBytes({ min: 128 * mebibyte, max: 256 * 1024 * mebibyte }).default(memory * mebibyte);

/** CPUs that each pod requests on Kubernetes; 0.05 to 64. Default: from profile and rate (chain/definition/sizing.ts). */
const cpu = decimal({ min: 0.05, max: 64 }, 'CPUs').optional();

const storageClass = text('name a StorageClass of the cluster').optional();

const kafkaSizing = z.strictObject({
  memory: heap(384),
  /** Of each broker. */
  cpu,
  /** Brokers in production; 3 to 100. Default: 3. */
  brokers: whole({ min: 3, max: 100 }, 'brokers').optional(),
  /** Disk of each broker on Kubernetes; 1 GiB to 64 TiB. Default: what retention can fill (chain/definition/sizing.ts). */
  storage: sizeBytes({ min: 1024 * mebibyte, max: 2 ** 46 }).optional(),
  /** Class of the disks of Kafka. Default: the cluster's. */
  storageClass,
  /**
   * Label of the cluster's nodes that says what fails together, like `topology.kubernetes.io/zone`: replicas of a partition
   * lie in different ones. Default: brokers are told of none.
   */
  rack: nodeLabel().optional(),
});

const sparkSizing = z.strictObject({
  memory: heap(512),
  /** Of the driver and of each executor. */
  cpu,
  /** Executor pods on Kubernetes; 1 to 256. Default: from the rate (chain/definition/sizing.ts). */
  executors: whole({ min: 1, max: 256 }, 'executors').optional(),
  /** Tasks that an executor runs at once; 1 to 16. Default: 2. */
  cores: whole({ min: 1, max: 16 }, 'cores').optional(),
  /** Where checkpoints lie on Kubernetes: a URI of an object store, like `s3a://bucket/sensors`. Default: a volume. */
  checkpoints: text('write a URI, like "s3a://bucket/sensors"').optional(),
  /** Secret of the chain's namespace whose `core-site.xml` says how Hadoop reaches the store of `checkpoints`. */
  checkpointAccess: objectName('the Secret').optional(),
  /** Class of the checkpoints' volume. Default: the cluster's; `production` needs one that many nodes can mount. */
  storageClass,
});

const flinkSizing = z.strictObject({
  /** Heap of Flink on this machine; on Kubernetes that of each query's worker. 128 MiB to 256 GiB. */
  memory: heap(512),
  /** Of each query's worker. */
  cpu,
  /** Class of the checkpoints' volume. Default: the cluster's; `production` needs one that many nodes can mount. */
  storageClass,
});

const budgetSchema = z.strictObject({
  /** CPUs that everything together may request; 0.5 to 10,000. */
  cpu: decimal({ min: 0.5, max: 10_000 }, 'CPUs').optional(),
  /** Memory that everything together may request; 1 GiB to 64 TiB. */
  memory: sizeBytes({ min: 1024 * mebibyte, max: 2 ** 46 }).optional(),
});

const sizingSchema = z.strictObject({
  kafka: kafkaSizing.prefault({}),
  spark: sparkSizing.prefault({}),
  /** Of Flink, where queries name it. */
  flink: flinkSizing.optional(),
  /** Most that the chain may request on Kubernetes, operators included; more is refused. Default: no limit. */
  budget: budgetSchema.optional(),
});

const imageHint = 'write an image, like "registry.example.org/courant/spark:0.1.0"';
const imagesSchema = z.strictObject({
  /** Image of the generator. Default: `courant/generator` in the version of this package. */
  generator: text(imageHint).optional(),
  /** Image of Spark with the runner. Default: `courant/spark` in the version of this package. */
  spark: text(imageHint).optional(),
  /** Image of Flink with its runner. Default: `courant/flink` in the version of this package. */
  flink: text(imageHint).optional(),
});

function chainName() {
  return z
    .custom<string>(() => true)
    .transform((written, context): string => {
      if (typeof written === 'string' && namePattern.test(written)) return written;
      const message =
        written === undefined
          ? 'it is missing'
          : `${quote(written)} is no chain name: lower-case letters, digits and "-", at most 40, beginning with a letter`;
      context.addIssue({ code: 'custom', message, params: { hint: nameHint(written) } });
      return z.NEVER;
    });
}

function nameHint(written: unknown): string {
  const near = typeof written === 'string' ? asChainName(written) : '';
  return `write one like "${near === '' ? 'my-chain' : near}"`;
}

export const chainSchema = z.strictObject({
  /** Lower-case letters, digits and `-`; at most 40 characters, as everything is named after it. */
  name: chainName(),
  /** `laptop`: one broker, replication 1; `production`: three of everything (Kubernetes only). */
  profile: oneOf(['laptop', 'production']).default('laptop'),
  /** By the topic's name: `readings`, `readings.dlq`, or a query's. What is not named has the same defaults. */
  topics: z.record(z.string(), topicSchema).default({}),
  generator: generatorSchema.prefault({}),
  queries: queriesSchema.prefault({}),
  sizing: sizingSchema.prefault({}),
  /** Container images (Kubernetes only). */
  images: imagesSchema.prefault({}),
  /** What a Prometheus of the cluster reads, alerts and a dashboard (Kubernetes only). Default: false. */
  metrics: flag().optional(),
  /** Namespace of that Prometheus, which alone may read metrics. Default: `monitoring`. */
  prometheusNamespace: text('name a namespace, like "monitoring"').optional(),
});

/** What a user writes: everything but the name has a default. */
export type ChainInput = z.input<typeof chainSchema>;
/** The same with every default filled in; plain data that travels as JSON. Durations in ms, sizes in bytes. */
export type ChainDefinition = z.output<typeof chainSchema>;
type Topic = z.output<typeof topicSchema>;
export type TopicSettings = Required<Omit<Topic, 'minInSyncReplicas'>> &
  Pick<Topic, 'minInSyncReplicas'>;

/** Defaults of a topic: 4 partitions, 2 hours and 1 GiB a partition, on one broker. */
const topicDefaults: TopicSettings = {
  partitions: 4,
  retention: 2 * 3_600_000,
  retentionBytes: 2 ** 30,
  replicationFactor: 1,
};

/** Settings of one topic of the chain, its defaults filled in. */
export function topicSettings(chain: ChainDefinition, topic: string): TopicSettings {
  const perBroker = { ...topicDefaults, replicationFactor: chain.profile === 'production' ? 3 : 1 };
  const own = chain.topics[topic] ?? {};
  const oneLog = topic === topicNames.deadLetters ? { partitions: 1 } : {};
  return { ...perBroker, ...oneLog, ...dropUndefined(own) };
}

function dropUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
