/** What `courant verify -o json` prints: the conservation law in figures. */
import { z } from 'zod';

const count = z.number().int().nonnegative();
/** `null`: not known; the reason stands in `reasons` under the field's name. */
const unknowable = count.nullable();
const reasons = z.record(z.string(), z.string());

/** Sequence numbers of one producer in one partition that break the law; inclusive ranges. */
export const finding = z.object({
  kind: z.enum(['lost', 'doubled', 'outOfOrder', 'failedButFound']),
  producer: z.string(),
  partition: count,
  count,
  ranges: z.array(z.tuple([count, count])),
});
export type Finding = z.infer<typeof finding>;

/** One query's hop: read = valid + dead letters; valid = filtered + counted + late. */
export const queryResult = z.object({
  name: z.string(),
  state: z.enum(['starting', 'running', 'failed', 'stopped']),
  plan: z.enum(['window', 'stateless', 'other']).nullable(),
  /** Records read, up to the query's last report. */
  read: count,
  valid: count,
  deadLetters: count,
  /** Valid rows that the query's own conditions left out. */
  filtered: unknowable,
  /** Valid rows found again in the output topic. */
  counted: unknowable,
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
  /** Records of the topic that the query had not read when it last reported. */
  lag: count,
  /** Batches whose rows the runner counted again after a kill. */
  recountedBatches: count,
  reasons,
});
export type QueryResult = z.infer<typeof queryResult>;

export const verifyResult = z.object({
  /** Nothing lost, doubled or out of order, and every hop closed. */
  ok: z.boolean(),
  /** Producers in the ledger. */
  producers: count,
  /** Readings that the ledger holds as acknowledged. */
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
  /** In the topic and not acknowledged in the ledger: unknown, or not yet reported. */
  unreported: count,
  /** Records too many that the generator itself had marked as perhaps written twice. */
  possiblyDoubled: count,
  /** Records without the headers `producer` and `seq`: not the generator's. */
  foreign: count,
  /** Faults written on purpose, and how many of them were found. */
  injected: unknowable,
  found: unknowable,
  queries: z.array(queryResult),
  /** What breaks the law: a sentence each. */
  problems: z.array(z.string()),
  /** Where the problems of the first hop lie. */
  findings: z.array(finding),
  /** What is worth knowing and breaks nothing. */
  notes: z.array(z.string()),
  reasons,
});
export type VerifyResult = z.infer<typeof verifyResult>;
