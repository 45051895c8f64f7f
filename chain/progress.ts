/**
 * Reports of each leg about itself, as JSON records of the compacted topic `courant.progress`.
 *
 * The generator writes one cumulative record a producer and partition (of an account that grows the older parts lie in
 * records of their own), the runner one cumulative record a
 * query and one a micro-batch. The newest record of a key stands for everything before it.
 * `test/golden/progress.ndjson` holds one record of each kind; the Java tests read the same file.
 */
import { z } from 'zod';
import { engines } from './engines.ts';
import type { Engine } from './engines.ts';
import type { AcknowledgedRange, Range } from './ranges.ts';

const count = z.number().int().nonnegative();
const isoTime = z.iso.datetime();
/** An inclusive range of sequence numbers `[first, last]`. */
const seqRange: z.ZodType<Range> = z.tuple([count, count]);
/** Acknowledged readings `[firstSeq, lastSeq, firstOffset, lastOffset]`. */
const acknowledgedRange: z.ZodType<AcknowledgedRange> = z.tuple([count, count, count, count]);
/** `{ "<partition>": { start, end } }`: offsets from `start` (inclusive) to `end` (exclusive). */
const offsetRanges = z.record(z.string().regex(/^\d+$/), z.object({ start: count, end: count }));
export type OffsetRanges = z.infer<typeof offsetRanges>;

/** One column of a replayed table: how many of its cells were read as numbers, and how many stayed text. */
export const cellCounts = z.object({
  column: z.string(),
  numbers: count,
  others: count,
  /** The first cell that is no number, cut. */
  example: z.string().nullable(),
});
export type CellCounts = z.infer<typeof cellCounts>;

/** Outcomes of readings, as sequence numbers. */
const outcomes = {
  acknowledged: z.array(acknowledgedRange),
  /** Rejected for good by the broker: surely not in the topic. */
  failed: z.array(seqRange),
  /** No answer before the delivery deadline, or in no account at all: in the topic or not. */
  unknown: z.array(seqRange),
  /** Written again while the first time may still have been on its way: in the topic once or twice. */
  possiblyDoubled: z.array(seqRange),
};

/** One producer's account of one partition; key `generator/<producer>/<partition>`. */
export const generatorProgress = z.object({
  type: z.literal('generator'),
  /** Unique a start of the generator, unless the user named it. */
  producer: z.string().min(1),
  /** Which part of the sensors this generator owns: `0`, `1`, … locally, the pod's name on Kubernetes. */
  site: z.string(),
  topic: z.string(),
  partition: count,
  state: z.enum(['running', 'stopped']),
  ...outcomes,
  /** So many parts of the account were written by themselves, before this: what they tell is not told here again. */
  parts: count.default(0),
  /** Readings a second acknowledged on this partition lately; the sum over partitions is the producer's rate. */
  ratePerSecond: z.number().nonnegative(),
  /** Readings a second the whole producer was asked for; `null` means as fast as possible. */
  askedPerSecond: z.number().nonnegative().nullable(),
  /** Rows of the user's files that were no reading (replay), of the whole producer. */
  badRows: count,
  /**
   * Columns of the user's files that hold numbers, and cells that are none (replay), of the whole producer; a few,
   * those with the most other cells first. Empty cells are not counted. A producer that goes on reads its files from
   * the beginning, and counts them anew.
   */
  cells: z.array(cellCounts).default([]),
  /** What may make wrong data, as the generator said it (replay): a sentence each; a few, each cut. */
  warnings: z.array(z.string()).optional(),
  /** Sequence numbers within `acknowledged` that were withheld on purpose: which ones, the truth tells. */
  withheld: count.default(0),
  time: isoTime,
});
export type GeneratorProgress = z.infer<typeof generatorProgress>;

/**
 * An earlier part of an account that grew; key `account/<producer>/<partition>/<part>`. It never changes, and counts once
 * the account says that it has so many parts (kafka/progress.ts puts them together).
 */
export const accountProgress = z.object({
  type: z.literal('account'),
  producer: z.string().min(1),
  topic: z.string(),
  partition: count,
  part: count,
  ...outcomes,
  time: isoTime,
});
export type AccountProgress = z.infer<typeof accountProgress>;
export type Outcomes = Pick<AccountProgress, keyof typeof outcomes>;

/** Kinds of records that are no reading, as the dead letters' header `reason` names them. */
export const malformedKinds = [
  'not_json',
  'missing_field',
  'wrong_type',
  'bad_time',
  'future_time',
  'oversized',
] as const;

/** What was injected into one partition: inclusive ranges of sequence numbers, in order. */
const injectedRanges = z.object({
  /** Event time set back on purpose. */
  late: z.array(seqRange).default([]),
  /** The reading before it once more, under its own number. */
  doubled: z.array(seqRange).default([]),
  /** Never sent: a number that is in no record. */
  withheld: z.array(seqRange).default([]),
  malformed: z.partialRecord(z.enum(malformedKinds), z.array(seqRange)).default({}),
});

/**
 * What one producer injected on purpose; key `truth/<producer>/<part>`. A truth that grows is cut into parts: a part
 * that has a successor never changes. It is written before, or with, the report that acknowledges its readings.
 */
export const truthProgress = z.object({
  type: z.literal('truth'),
  producer: z.string().min(1),
  part: count,
  topic: z.string(),
  partitions: z.record(z.string().regex(/^\d+$/), injectedRanges),
  /** A late reading's event time lies at least so far behind the newest one before it; `null`: none was asked for. */
  leastLateMs: count.nullable(),
  time: isoTime,
});
export type TruthProgress = z.infer<typeof truthProgress>;
export type InjectedRanges = z.infer<typeof injectedRanges>;

/**
 * Where a named producer's source stood; key `position/<producer>`. Everything taken from the source before `position`
 * has a sequence number below `nextSeqs` of its partition, and is settled.
 */
export const positionProgress = z.object({
  type: z.literal('position'),
  producer: z.string().min(1),
  topic: z.string(),
  /** Readings taken from the source. */
  position: count,
  /** By partition, the number that the next reading from `position` on gets. */
  nextSeqs: z.array(count),
  /** Of a source whose server numbers events: the id of the last one before `position`. */
  eventId: z.string().optional(),
  /** When the source's time began, ms since the epoch. */
  startMs: z.number().int(),
  /** By partition, where the topic ended before this producer's first record. */
  firstOffsets: z.array(count).default([]),
  /** Hash of what the readings follow from: another source begins anew. */
  source: z.string().default(''),
  time: isoTime,
});
export type PositionProgress = z.infer<typeof positionProgress>;

/** How valid rows can be found again in a query's output; decided by the runner from the analyzed plan. */
export const queryPlan = z.discriminatedUnion('kind', [
  /** One tumbling window aggregation with `n = count(*)` and the columns `key`, `window_start`, `window_end`. */
  z.object({
    kind: z.literal('window'),
    windowMs: count,
    watermarkDelayMs: count.nullable(),
  }),
  /** Only projections and filters: each valid row makes one output row or none. */
  z.object({ kind: z.literal('stateless') }),
  z.object({ kind: z.literal('other'), reason: z.string() }),
]);
export type QueryPlan = z.infer<typeof queryPlan>;

export const outputModes = ['append', 'update', 'complete'] as const;
export type OutputMode = (typeof outputModes)[number];

/** How a query's batches run; `reason` says why one whose rows could come in real time runs in micro-batches. */
export const queryMode = z.object({
  kind: z.enum(['microBatch', 'realTime']),
  reason: z.string().optional(),
});

/** One query's cumulative account; key `query/<name>`. */
export const queryProgress = z.object({
  type: z.literal('query'),
  query: z.string().min(1),
  /** Who runs it; absent: Spark, which was the only one once (`engineOf`). */
  engine: z.enum(engines).optional(),
  state: z.enum(['starting', 'running', 'failed', 'stopped']),
  /** Hash of the plan; `null` before the query was analyzed. */
  fingerprint: z.string().nullable(),
  plan: queryPlan.nullable(),
  /**
   * How its rows follow each other: `append`: each stands for itself; `update`: it replaces the one before of the same key
   * and window; `complete`: all are written each time. Absent in reports of earlier versions.
   */
  output: z.enum(outputModes).optional(),
  mode: queryMode.optional(),
  /** The topic the query reads. */
  topic: z.string(),
  /** From the first offset the query ever read to the next one it will read. */
  offsets: offsetRanges,
  /** Of a query that reads its topic more than once (a self-join, UNION ALL): the same of each further reading. */
  otherOffsets: z.array(offsetRanges).default([]),
  /** What it has read in a batch that is still open, on top of the counts; nothing of it counts before its report. */
  open: z
    .object({
      offsets: offsetRanges,
      rows: count,
      valid: count,
      newestTimestamp: isoTime.optional(),
    })
    .optional(),
  lastBatch: count.nullable(),
  /** Rows read = valid + dead. */
  rows: count,
  valid: count,
  dead: count,
  /** Valid rows that the query's own conditions left out; `null` where the plan does not tell. */
  filtered: count.nullable(),
  /** Rows written to the output topic, replays not counted twice; `null` where a replay may write others. */
  outputRows: count.nullable(),
  /** Rows that were too large for Kafka, each a dead letter. */
  setAside: count.default(0),
  /** Valid rows whose window had closed; `null` where the plan does not tell, absent in reports of earlier versions. */
  late: count.nullable().optional(),
  /** Event time behind which rows are late; `null` without a watermark. */
  watermark: isoTime.nullable(),
  /** Timestamp of the newest record read. */
  newestTimestamp: isoTime.nullable(),
  /** How long the last micro-batch took, without the time that it waited for records. */
  lastBatchMs: count.nullable(),
  /** How often the query was started again after a failure since the runner started. */
  restarts: count,
  error: z
    .object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
    .nullable(),
  time: isoTime,
});
export type QueryProgress = z.infer<typeof queryProgress>;

export function engineOf({ engine }: Pick<QueryProgress, 'engine'>): Engine {
  return engine ?? 'spark';
}

/** What a batch spent its time on. */
export const batchPhases = z.object({
  planningMs: count,
  runningMs: count,
  committingMs: count,
});

/** One micro-batch; key `query/<name>/<batch>`. */
export const batchProgress = z.object({
  type: z.literal('batch'),
  query: z.string().min(1),
  batch: count,
  /**
   * Hash of the plan, as the batch's rows bear it. Behind a dot stands which start wrote them, where what a start leaves
   * unfinished is written otherwise by the next one (Flink).
   */
  fingerprint: z.string(),
  offsets: offsetRanges,
  /** What each further reading of the topic took; rows, valid and dead are those of all readings together. */
  otherOffsets: z.array(offsetRanges).default([]),
  rows: count,
  valid: count,
  dead: count,
  filtered: count.nullable(),
  outputRows: count.nullable(),
  setAside: count.default(0),
  late: count.nullable().optional(),
  /** The watermark by which this batch evicted state. */
  watermark: isoTime.nullable(),
  /** The watermark by which this batch dropped late rows: a row is dropped when its window's end is not after it. */
  lateWatermark: isoTime.nullable(),
  newestTimestamp: isoTime.nullable(),
  /** Without the time that it waited for records. */
  durationMs: count,
  /** Absent of a batch that was counted again. */
  phases: batchPhases.optional(),
  /** The batch had been committed without a report (the runner was killed); its rows were counted again from the topic. */
  recounted: z.boolean(),
  time: isoTime,
});
export type BatchProgress = z.infer<typeof batchProgress>;

export const progressRecord = z.discriminatedUnion('type', [
  generatorProgress,
  accountProgress,
  truthProgress,
  positionProgress,
  queryProgress,
  batchProgress,
]);
export type ProgressRecord = z.infer<typeof progressRecord>;

/** The record key under which a report replaces its predecessor. */
export function progressKey(record: ProgressRecord): string {
  switch (record.type) {
    case 'generator':
      return `generator/${record.producer}/${record.partition}`;
    case 'account':
      return `account/${record.producer}/${record.partition}/${record.part}`;
    case 'truth':
      return `truth/${record.producer}/${record.part}`;
    case 'position':
      return `position/${record.producer}`;
    case 'query':
      return `query/${record.query}`;
    case 'batch':
      return `query/${record.query}/${record.batch}`;
  }
}
