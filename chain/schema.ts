/** The shape of a chain definition: every field with its unit, range and default. Plain data in, plain data out. */
import { z } from 'zod';
import { collisionName, topicNamePattern, topicNames } from './names.ts';
import { parseDurationMs, parseSizeBytes } from './quantity.ts';

/** A duration as people write it (`"10 minutes"`, `"90s"`); becomes milliseconds. */
const durationMs = (range: { min: number; max: number }) =>
  z.union([z.string(), z.int()]).transform((written, context) => {
    const ms = typeof written === 'number' ? written : parseDurationMs(written);
    if (ms === undefined) {
      context.addIssue({
        code: 'custom',
        message: `"${written}" is not a duration`,
        params: { hint: 'write a number and a unit, like "10 minutes"' },
      });
      return z.NEVER;
    }
    if (ms < range.min || ms > range.max) {
      context.addIssue({
        code: 'custom',
        message: `${JSON.stringify(written)} is outside ${range.min} ms to ${range.max} ms`,
      });
      return z.NEVER;
    }
    return ms;
  });

/** A size as people write it (`"1 GiB"`); becomes bytes. */
const sizeBytes = (range: { min: number; max: number }) =>
  z.union([z.string(), z.int()]).transform((written, context) => {
    const bytes = typeof written === 'number' ? written : parseSizeBytes(written);
    if (bytes === undefined) {
      context.addIssue({
        code: 'custom',
        message: `"${written}" is not a size`,
        params: { hint: 'write a number and a unit, like "512 MiB"' },
      });
      return z.NEVER;
    }
    if (bytes < range.min || bytes > range.max) {
      context.addIssue({
        code: 'custom',
        message: `${JSON.stringify(written)} is outside ${range.min} to ${range.max} bytes`,
      });
      return z.NEVER;
    }
    return bytes;
  });

const mebibyte = 2 ** 20;
const day = 86_400_000;

const topicSchema = z.strictObject({
  /** Parallel logs of the topic; 1 to 1,000. */
  partitions: z.int().min(1).max(1_000).optional(),
  /** How long records are kept; 1 minute to 1 year. */
  retention: durationMs({ min: 60_000, max: 365 * day }).optional(),
  /** How much each partition keeps at most; 1 MiB to 1 TiB. */
  retentionBytes: sizeBytes({ min: mebibyte, max: 2 ** 40 }).optional(),
  /** Brokers that hold each partition; 1 to 7. On this machine it is always 1. */
  replicationFactor: z.int().min(1).max(7).optional(),
});

const sensorKinds = ['temperature', 'humidity', 'pressure', 'wind_speed', 'co2'] as const;
export type SensorKind = (typeof sensorKinds)[number];

const randomSource = z.strictObject({
  type: z.literal('random'),
  /** How many sensors each replica has; 1 to 1,000,000. */
  sensors: z.int().min(1).max(1_000_000).default(100),
  /** What the sensors measure; sensor k is of kind k modulo their number. */
  kinds: z
    .array(z.enum(sensorKinds))
    .min(1)
    .default([...sensorKinds]),
  /** Event time of each sensor's first reading, ISO 8601; two runs are identical only when it is given. Default: now. */
  start: z.iso.datetime({ offset: true }).optional(),
});

const replaySource = z.strictObject({
  type: z.literal('replay'),
  /** A file, a folder or a glob, from the folder of the definition; .csv, .tsv, .ndjson, .jsonl or .json. */
  files: z.string().min(1),
  /** The column that is the sensor. Default: the file's name is the sensor. */
  sensor: z.string().min(1).optional(),
  /** The column that is the time. Default: rows have no time and are stamped as they are sent. */
  time: z.string().min(1).optional(),
  /** The column that is the value, if there is one. */
  value: z.string().min(1).optional(),
  /** How the time is written: ISO 8601, an epoch, or a pattern like `MM/dd/yyyy hh:mm a`. */
  timeFormat: z.string().min(1).default('iso'),
  /** IANA zone of times that carry none, like `America/Los_Angeles`. */
  timeZone: z.string().min(1).default('UTC'),
  /** What is measured, and its UCUM unit; written into each reading. */
  kind: z.string().min(1).optional(),
  unit: z.string().min(1).optional(),
  /** 1 = as recorded, 10 = ten times as fast, `max` = as fast as possible. */
  speed: z.union([z.number().positive().max(1e6), z.literal('max')]).default(1),
  /** Begin again after the last row, each pass shifted by the span of the data. */
  loop: z.boolean().default(false),
  /** `shifted`: the first row happens now; `original`: times as recorded. */
  eventTime: z.enum(['shifted', 'original']).default('shifted'),
});

const generatorSchema = z.strictObject({
  source: z
    .discriminatedUnion('type', [randomSource, replaySource])
    .default(randomSource.parse({ type: 'random' })),
  /** Readings a second **of each replica**; 1 to 1,000,000. A replay follows its recorded times instead. */
  rate: z.number().min(0.1).max(1_000_000).default(1_000),
  /** Every random choice follows from it; 0 to 2³²−1. */
  seed: z.int().min(0).max(4_294_967_295).default(42),
  /** Generator processes; 0 to 64. */
  replicas: z.int().min(0).max(64).default(1),
  /** How long a reading may stay unacknowledged before it counts as unknown; 1 s to 1 hour. */
  deliveryDeadline: durationMs({ min: 1_000, max: 3_600_000 }).default(120_000),
});

const queriesSchema = z.strictObject({
  /** Folder of the `.sql` files, from the folder of the definition. */
  folder: z.string().min(1).default('spark/queries'),
  /** Most records that one micro-batch of a query reads. */
  maxOffsetsPerTrigger: z.int().min(1).max(100_000_000).default(200_000),
  /** Least time between the starts of two micro-batches; 0 = one after the other. */
  trigger: durationMs({ min: 0, max: 3_600_000 }).default(0),
});

const legSizing = (memory: number) =>
  z.strictObject({
    /** Heap of the Java process; 128 MiB to 256 GiB. */
    memory: sizeBytes({ min: 128 * mebibyte, max: 256 * 1024 * mebibyte }).default(
      memory * mebibyte,
    ),
  });

const sizingSchema = z.strictObject({
  kafka: legSizing(384).prefault({}),
  spark: legSizing(512).prefault({}),
});

/** Names that a user gives to topics in `topics`, besides which each query's output has the same defaults. */
const topicsSchema = z.record(z.string(), topicSchema).superRefine((topics, context) => {
  const seen = new Map<string, string>();
  for (const name of Object.keys(topics)) {
    const problem = topicNameProblem(name, seen.get(collisionName(name)));
    seen.set(collisionName(name), name);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: [name], message: problem });
  }
});

function topicNameProblem(name: string, collidesWith: string | undefined): string | undefined {
  if (!topicNamePattern.test(name) || name === '.' || name === '..') {
    return `${JSON.stringify(name)} is no topic name: 1 to 249 of letters, digits, ".", "_" and "-"`;
  }
  if (name.startsWith('courant.')) return `"${name}" is kept for courant's own topics`;
  if (collidesWith !== undefined) {
    return `"${name}" collides with "${collidesWith}": Kafka takes "." and "_" for the same`;
  }
  return undefined;
}

export const chainSchema = z.strictObject({
  /** Lower-case letters, digits and `-`; at most 40 characters, as everything is named after it. */
  name: z.string().regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, {
    error: (issue) =>
      `${JSON.stringify(issue.input)} is no chain name: lower-case letters, digits and "-", at most 40, beginning with a letter`,
  }),
  /** `laptop`: one broker, replication 1; `production`: three of everything (Kubernetes only). */
  profile: z.enum(['laptop', 'production']).default('laptop'),
  topics: topicsSchema.default({}),
  generator: generatorSchema.prefault({}),
  queries: queriesSchema.prefault({}),
  sizing: sizingSchema.prefault({}),
});

/** What a user writes: everything but the name has a default. */
export type ChainInput = z.input<typeof chainSchema>;
/** The same with every default filled in; plain data that travels as JSON. Durations in ms, sizes in bytes. */
export type ChainDefinition = z.output<typeof chainSchema>;
export type RandomSource = z.output<typeof randomSource>;
export type ReplaySource = z.output<typeof replaySource>;
export type TopicSettings = Required<z.output<typeof topicSchema>>;

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
