/** The shape of `generator` in a chain definition: every field with its unit, range and default. */
import { z } from 'zod';
import {
  columns,
  decimal,
  decimalOrMax,
  durationMs,
  flag,
  instant,
  oneOf,
  speedFactor,
  text,
  timeZone,
  webAddress,
  whole,
} from './fields.ts';
import { plainText } from './records/values.ts';
import { recordFields } from './records/fields.ts';
import { columnTypes } from './records/columnTypes.ts';
import { malformedKinds } from '../progress.ts';

export const sensorKinds = ['temperature', 'humidity', 'pressure', 'wind_speed', 'co2'] as const;
export type SensorKind = (typeof sensorKinds)[number];

const anyNumber = { min: -1e9, max: 1e9 };

/** What a sensor measures whose readings are independent draws of a normal distribution. */
const measureSchema = z.strictObject({
  /** What is measured, like `voltage`. */
  kind: text('write what is measured, like "voltage"'),
  /** UCUM code. */
  unit: text('write a UCUM code, like "V"'),
  mean: decimal(anyNumber, '(the mean)'),
  /** Standard deviation. */
  stddev: decimal({ min: 0, max: 1e9 }, '(the standard deviation)'),
  /** Digits after the point; 0 to 6. */
  decimals: whole({ min: 0, max: 6 }, 'digits after the point').default(2),
});
export type Measure = z.output<typeof measureSchema>;

const randomSource = z.strictObject({
  type: z.literal('random'),
  /** How many sensors each replica has; 1 to 1,000,000. */
  sensors: whole({ min: 1, max: 1_000_000 }, 'sensors').default(100),
  /** What the sensors measure; sensor k is of kind k modulo their number. */
  kinds: z
    .array(oneOf(sensorKinds))
    .min(1)
    .default([...sensorKinds]),
  /** All sensors measure this instead of `kinds`. */
  measure: measureSchema.optional(),
  /** Exponent of a Zipf distribution: sensor k is read in proportion to 1 ÷ (k + 1)^skew. Default 0: each in turn. */
  skew: decimal({ min: 0, max: 3 }, '(the skew)').default(0),
  /** Event time of each sensor's first reading, ISO 8601; two runs are identical only when it is given. Default: now. */
  start: instant().optional(),
});

const replaySource = z.strictObject({
  type: z.literal('replay'),
  /** A file, a folder or a glob, from the folder of the definition; .csv, .tsv, .ndjson, .jsonl or .json. */
  files: text('name a file, a folder or a glob, like "data/*.csv"'),
  /** The column that is the sensor. Default: the file's name is the sensor. */
  sensor: text('name the column').optional(),
  /**
   * The column that is the time; or several, like `['Date', 'Time']`, whose cells are read as one text, a space between
   * them. Default: rows have no time and are stamped as they are sent.
   */
  time: columns().optional(),
  /** The column that is the value, if there is one. */
  value: text('name the column').optional(),
  /** The sign before a fraction. Default: found for each column; a column that may have either stays text. */
  decimal: oneOf(['.', ',']).optional(),
  /** Lines before a table's header; 0 to 10,000. */
  skipLines: whole({ min: 0, max: 10_000 }, 'lines').default(0),
  /** What lines of a table begin with that are no rows, like `#`. Default: there are none. */
  comment: text('write what such lines begin with, like "#", or remove it').optional(),
  /** Rows of a table after its header that hold units or types; 0 to 100. */
  unitLines: whole({ min: 0, max: 100 }, 'lines').default(0),
  /** Where in a JSON document the list of its records is, like `results` or `data.items`. Default: it is the document. */
  records: text('name the list, like "results"').optional(),
  /** How the time is written: ISO 8601, an epoch, or a pattern like `MM/dd/yyyy hh:mm a`. */
  timeFormat: text('write a pattern like "MM/dd/yyyy HH:mm", or remove it').default('iso'),
  /** IANA zone of times that carry none, like `America/Los_Angeles`. */
  timeZone: timeZone().default('UTC'),
  /** What is measured, and its UCUM unit; written into each reading. */
  kind: text('write what is measured, like "temperature"').optional(),
  unit: text('write a UCUM code, like "Cel"').optional(),
  /**
   * Columns that queries read by their own names: `{ humidity: 'double', room: 'string' }`; also `long`, `boolean`, and a
   * group of them for an object. Default: all are read from `data`.
   */
  schema: columnTypes().optional(),
  /** 1 = as recorded, 10 = ten times as fast, `max` = as fast as possible. */
  speed: speedFactor(1_000_000).default(1),
  /** Begin again after the last row, each pass shifted by the span of the data. */
  loop: flag().default(false),
  /** `shifted`: the data ends now at the latest, and begins now where it is sent no faster than recorded; `original`: times as recorded. */
  eventTime: oneOf(['shifted', 'original']).default('shifted'),
});

const recordsSource = z.strictObject({
  type: z.literal('records'),
  /** The field that an event belongs to, a choice: the record's key, and the column `sensor`. */
  key: plainText('name the field that is the key'),
  time: z
    .strictObject({
      /** Event time of the first event, ISO 8601; two runs are identical only when it is given. Default: now. */
      start: instant().optional(),
    })
    .prefault({}),
  /** By name, in the order in which they are written. Each but the key travels under `data`. */
  fields: recordFields,
});

const sseSource = z.strictObject({
  type: z.literal('sse'),
  /** Where a server sends events (`text/event-stream`), JSON objects; http or https. */
  url: webAddress(),
  /** Where in an event its key is, a text or a number: `user`, or `meta.domain`. The record's key, and the column `sensor`. */
  key: text('say where it is, like "user" or "meta.domain"'),
  /** Where in an event its time is, ISO 8601. Default: an event is stamped as it comes. */
  time: text('say where it is, like "meta.dt"').optional(),
  /** As of a replay. */
  schema: columnTypes().optional(),
});

const day = 86_400_000;
const span = durationMs({ min: 100, max: 30 * day });
const factor = decimal({ min: 0, max: 1_000 }, 'times the rate');

const stepSchema = z.strictObject({
  /** In multiples of `rate`. */
  factor,
  lasting: span,
});

/** How the rate moves over time, in multiples of `rate`; 0.1 to 1,000,000 readings a second whatever comes out. */
const loadSchema = z.discriminatedUnion('shape', [
  z.strictObject({ shape: z.literal('constant') }),
  z.strictObject({
    shape: z.literal('ramp'),
    from: factor.default(0),
    to: factor.default(1),
    /** From then on it stays at `to`. */
    over: span,
  }),
  z.strictObject({
    shape: z.literal('burst'),
    /** During a burst; between bursts the rate is `rate`. */
    factor,
    /** From the start of one burst to the start of the next; the first one comes after one such time. */
    every: span,
    lasting: span,
  }),
  z.strictObject({
    shape: z.literal('sine'),
    /** The rate moves between (1 − amplitude) and (1 + amplitude) times `rate`; 0 to 1. */
    amplitude: decimal({ min: 0, max: 1 }, '(the amplitude)').default(0.5),
    period: span,
  }),
  z.strictObject({
    shape: z.literal('steps'),
    steps: z
      .array(stepSchema)
      .min(1)
      // Steps of a factor of 0 each send nothing, for ever.
      .refine((steps) => steps.length === 0 || steps.some(({ factor }) => factor > 0), {
        message: 'no step sends anything',
        params: { hint: 'give one a factor above 0' },
      }),
    /** After the last step: begin again, stay at it, or end the run. */
    then: oneOf(['repeat', 'stay', 'end']).default('repeat'),
  }),
]);
export type Load = z.output<typeof loadSchema>;

/** Which readings are hit follows from this seed. Default: the generator's. */
const faultSeed = whole({ min: 0, max: 4_294_967_295 }, '(the seed)').optional();
/** The part of the readings that is hit. */
const part = decimal({ min: 0, max: 0.5 }, '(a part of all readings)');

/** Most that an event time is set back, in ms, unless the definition says otherwise. */
export const longestDelay = 300_000;

/** Faults written on purpose, and recorded, so that `verify` can show that each was found. */
const faultsSchema = z.strictObject({
  /** Readings that come long after their event time. */
  late: z
    .strictObject({
      rate: part,
      seed: faultSeed,
      /** How far their event time lies back: between these. */
      least: durationMs({ min: 1, max: 30 * day }).default(30_000),
      most: durationMs({ min: 1, max: 30 * day }).default(longestDelay),
      /** `exponential`: short delays are the usual ones; their mean is a fifth of the way from least to most. */
      distribution: oneOf(['uniform', 'exponential']).default('exponential'),
    })
    .optional(),
  /** Readings that are sent twice. */
  doubled: z.strictObject({ rate: part, seed: faultSeed }).optional(),
  /** Readings that are never sent; their sequence number is in no record. */
  withheld: z.strictObject({ rate: part, seed: faultSeed }).optional(),
  /** Records that are no reading. */
  malformed: z
    .strictObject({
      rate: part,
      seed: faultSeed,
      /** Each as often as the others. An oversized record is larger than the broker takes. */
      kinds: z
        .array(oneOf(malformedKinds))
        .min(1)
        .default([...malformedKinds]),
    })
    .optional(),
});
export type FaultPlan = z.output<typeof faultsSchema>;
export type MalformedKind = (typeof malformedKinds)[number];

export const generatorSchema = z.strictObject({
  source: z
    .discriminatedUnion('type', [randomSource, recordsSource, replaySource, sseSource])
    .default(randomSource.parse({ type: 'random' })),
  /**
   * Readings a second **of each replica**; 0.1 to 1,000,000, or `max`: as fast as Kafka takes them. A replay follows
   * its recorded times instead.
   */
  rate: decimalOrMax({ min: 0.1, max: 1_000_000 }, 'readings a second').default(1_000),
  /** How the rate moves over time. Default: it does not. */
  load: loadSchema.default({ shape: 'constant' }),
  /** Ends after this many readings of each replica. Default: endless. */
  count: whole({ min: 1, max: Number.MAX_SAFE_INTEGER }, 'readings').optional(),
  /** Faults on purpose (not of a replay), their truth recorded. Default: none. */
  faults: faultsSchema.prefault({}),
  /** Every random choice follows from it; 0 to 2³²−1. */
  seed: whole({ min: 0, max: 4_294_967_295 }, '(the seed)').default(42),
  /** Generator processes; 0 to 64. */
  replicas: whole({ min: 0, max: 64 }, 'replicas').default(1),
  /** How long a reading may stay unacknowledged before it counts as unknown; 1 s to 1 hour. */
  deliveryDeadline: durationMs({ min: 1_000, max: 3_600_000 }).default(120_000),
  /** `batch`: record batches written by the generator itself; `stock`: by the Kafka client, about ten times slower. */
  encoder: oneOf(['batch', 'stock']).default('batch'),
  /** Of record batches; `auto`: zstd where this Node has it (22.15 and later), else gzip. */
  compression: oneOf(['auto', 'zstd', 'gzip', 'none']).default('auto'),
});

export type RandomSource = z.output<typeof randomSource>;
export type RecordsSource = z.output<typeof recordsSource>;
export type ReplaySource = z.output<typeof replaySource>;
export type SseSource = z.output<typeof sseSource>;
export type SourceType = GeneratorSettings['source']['type'];
export type GeneratorSettings = z.output<typeof generatorSchema>;
