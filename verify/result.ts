/** The conservation law in figures, as `courant verify -o json` prints it. */
import { z } from 'zod';
import { engines } from '../chain/engines.ts';
import { malformedKinds } from '../chain/progress.ts';
import type { Range } from '../chain/ranges.ts';
import { recomputedQuery } from './comparisonResult.ts';

const count = z.number().int().nonnegative();
const range: z.ZodType<Range> = z.tuple([count, count]);
/** `null`: not known; the reason stands in `reasons` under the field's name. */
const unknowable = count.nullable();
const reasons = z.record(z.string(), z.string());

/** Sequence numbers of one producer in one partition that break the law; inclusive ranges. */
export const finding = z.object({
  kind: z.enum([
    'lost',
    'doubled',
    'outOfOrder',
    'failedButFound',
    /** Below the highest number that is known, in no account and in no record. */
    'unaccounted',
    /** A fault that was written on purpose, and is not there. */
    'injectedNotFound',
    /** A fault that is there, and was not written on purpose. */
    'foundNotInjected',
  ]),
  /** Of the last two kinds: which fault. */
  fault: z.enum(['late', 'doubled', 'withheld', ...malformedKinds]).optional(),
  producer: z.string(),
  partition: count,
  count,
  ranges: z.array(range),
});
export type Finding = z.infer<typeof finding>;

/** Faults written on purpose, or those found, as far as they can be judged. */
const faultCounts = z.object({
  /** Readings whose event time lies far behind the newest one before them. */
  late: count,
  /** Records with the bytes of the one before them. */
  doubled: count,
  /** Sequence numbers that are in no record. */
  withheld: count,
  /** Records that are no reading, by reason; only kinds that there are. `null`: no query has read the topic. */
  malformed: z.partialRecord(z.enum(malformedKinds), count).nullable(),
});
export type FaultCounts = z.infer<typeof faultCounts>;

/** Why a run is proven so far, and not to its end. */
export const cause = z.object({
  kind: z.enum([
    /** A query has not read them yet. */
    'unread',
    /** Deleted before a query read them, and in no ledger: readings or not. */
    'expiredUnread',
    /** Valid rows that cannot be counted in the output. */
    'uncounted',
    /** Valid rows that are called late because they are in no window. */
    'late',
    /** Readings without an answer before the deadline. */
    'unknown',
    /** Readings that their generator sent again without knowing whether the first ones had arrived. */
    'possiblyDoubled',
    /** Readings of producers whose ledger acknowledges none. */
    'unacknowledged',
  ]),
  /** Readings or rows, as `kind` says; never 0. */
  count,
  sentence: z.string(),
});
export type Cause = z.infer<typeof cause>;

/** One query's hop: read = valid + dead letters; valid = filtered + counted + late. */
export const queryResult = z.object({
  name: z.string(),
  /** Who runs it; `null`: it has reported nothing. */
  engine: z.enum(engines).nullable(),
  /** As it last reported; `null`: it has reported nothing. */
  state: z.enum(['starting', 'running', 'failed', 'stopped']).nullable(),
  plan: z.enum(['window', 'stateless', 'other']).nullable(),
  /** Records read, up to the query's last report. */
  read: count,
  valid: count,
  deadLetters: count,
  /** Valid rows that the query's own conditions left out. */
  filtered: unknowable,
  /** Valid rows found again in the output topic. */
  counted: unknowable,
  /** Output rows that were too large for Kafka, each a dead letter. */
  rowsSetAside: count,
  /** Valid rows dropped by the watermark: the difference that is left. */
  late: unknowable,
  /** Late rows counted from the topic itself (`--deep`). */
  lateFound: unknowable,
  /** Different output rows found, replayed ones once. */
  rows: unknowable,
  /** Output rows that were written more than once (a replayed batch). */
  replayedRows: unknowable,
  /** Output rows of batches that the query had not yet reported: not looked at. */
  rowsNotReported: count,
  /** Records of the topic, markers of transactions not counted, that the query had not read when it last reported. */
  lag: count,
  /** Batches whose rows the runner counted again after a kill. */
  recountedBatches: count,
  reasons,
});
export type QueryResult = z.infer<typeof queryResult>;

export const verifyResult = z.object({
  /**
   * `proven`: nothing lost, doubled or out of order, and every hop closed to its end. `provenSoFar`: the same as far as
   * it can be told now, and `causes` say what cannot. `notProven`: `problems` say why.
   */
  verdict: z.enum(['proven', 'provenSoFar', 'notProven']),
  /** True for the first two. */
  ok: z.boolean(),
  /** Readings in the topic that at least one query had not read when it last reported. */
  unread: count,
  /** Producers in the ledger. */
  producers: count,
  /** Readings that the ledger holds as acknowledged, without those withheld on purpose. */
  acknowledged: count,
  /** Records in the topic, all of them. */
  inTopic: count,
  /** Acknowledged and not in the topic. */
  lost: count,
  /** Records too many: a sequence number seen again. */
  doubled: count,
  outOfOrder: count,
  /** Readings without an answer before the deadline: in the topic or not. */
  unknown: count,
  /** Of these, how many are in the topic. */
  unknownFound: count,
  /** Rejected by the broker for good. */
  failed: count,
  /** Acknowledged, and deleted by retention: no longer provable. */
  expired: count,
  /** Sequence numbers below the highest known one of which nobody knows what became of them. */
  unaccounted: count,
  /** In the topic and not acknowledged in the ledger: unknown, or not yet reported. */
  unreported: count,
  /** Records too many that the generator itself had marked as perhaps written twice. */
  possiblyDoubled: count,
  /** Records without the headers `producer` and `seq`: not the generator's. */
  foreign: count,
  /** Faults written on purpose, and how many of them were found. */
  injected: faultCounts.nullable(),
  found: faultCounts.nullable(),
  queries: z.array(queryResult),
  /** Each query's rows against those of the same SQL over the same readings in one batch (`--recompute`). */
  recomputed: z.array(recomputedQuery).optional(),
  /** What breaks the law: a sentence each. */
  problems: z.array(z.string()),
  /** Where the problems of the first hop lie. */
  findings: z.array(finding),
  /** Why it is not proven to its end; none where it is. */
  causes: z.array(cause),
  /** What is worth knowing and breaks nothing. */
  notes: z.array(z.string()),
  reasons,
});
export type VerifyResult = z.infer<typeof verifyResult>;
