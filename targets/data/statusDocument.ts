/** The shape of a status: what `courant status -o json` prints. */
import { z } from 'zod';
import { engines } from '../../chain/engines.ts';
import { batchPhases, cellCounts, queryMode, queryPlan } from '../../chain/progress.ts';
import { leg } from '../target.ts';

const count = z.number().int().nonnegative();
/** `null`: not known; the reason stands in `reasons` under the field's name. */
const unknowable = count.nullable();
const rate = z.number().nonnegative().nullable();

const statusTopic = z.object({
  name: z.string(),
  partitions: count,
  /** Records kept: end minus start of each partition's log. Of a compacted topic the offsets, not the records. */
  records: count,
  /** Records a second written lately. */
  ratePerSecond: rate,
});
export type StatusTopic = z.infer<typeof statusTopic>;

const statusQuery = z.object({
  name: z.string(),
  /** Who runs it. */
  engine: z.enum(engines),
  state: z.enum(['starting', 'running', 'failed', 'stopped']),
  rowsRead: count,
  valid: count,
  deadLetters: count,
  /** Readings whose window had closed; `null` where the plan does not tell. */
  late: unknowable,
  /** Records of the topic that the query has not read. */
  lagRows: unknowable,
  /** How long ago the newest record that it read was written; 0 when it has read everything. */
  lagSeconds: z.number().nonnegative().nullable(),
  /** Rows read a second lately. */
  ratePerSecond: rate,
  watermark: z.string().nullable(),
  lastBatchMs: unknowable,
  /** What that was spent on; `null`: not told. */
  lastBatchPhases: batchPhases.nullable(),
  restarts: count,
  /** How its rows can be proven, or why they cannot; `null` before it was analyzed. */
  plan: queryPlan.nullable(),
  /** Whether its rows come in real time or by micro-batch; `null` before it ran. */
  mode: queryMode.nullable(),
  error: z
    .object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
    .nullable(),
});
export type StatusQuery = z.infer<typeof statusQuery>;

/** What `courant status -o json` prints. */
export const statusDocument = z.object({
  target: z.enum(['local', 'kind']),
  state: z.enum(['starting', 'running', 'draining', 'stopping', 'stopped', 'left behind']),
  generator: z.object({
    replicas: count,
    ratePerSecond: rate,
    /** What it was asked for, over all replicas; `null` as fast as possible, or not running. */
    askedPerSecond: rate,
    acknowledged: unknowable,
    failed: unknowable,
    unknown: unknowable,
    /** Rows of the user's files that were no reading (replay). */
    badRows: unknowable,
    /** Columns of the user's files that hold numbers, and cells that are none (replay); a few, the worst first. */
    cells: z.array(cellCounts).nullable(),
    /** What may make wrong data, as the generators said it. */
    warnings: z.array(z.string()).nullable(),
    /** Faults written on purpose; `verify` tells whether each was found. */
    injected: unknowable,
  }),
  kafka: z.object({
    state: z.enum(['running', 'starting', 'unreachable', 'stopped']),
    bootstrapServers: z.array(z.string()),
    topics: z.array(statusTopic),
  }),
  queries: z.array(statusQuery),
  legs: z.array(leg),
  residentBytes: unknowable,
  diskBytes: unknowable,
  /** What an operator of a cluster warns of though all is ready; absent where it is nothing. */
  warnings: z.array(z.string()).optional(),
  firstReadingMs: z.number().nonnegative().nullable(),
  firstRowMs: z.number().nonnegative().nullable(),
  reasons: z.record(z.string(), z.string()),
});
export type StatusDocument = z.infer<typeof statusDocument>;
