/** What a comparison found: `courant compare -o json` prints it under `results`, `courant verify --recompute` a query. */
import { z } from 'zod';

const count = z.number().int().nonnegative();
const isoTime = z.string();

/** What a row stands for: it is found again in the other output by that. */
export const rowKinds = ['reading', 'window', 'key', 'content'] as const;

/** One row that both outputs should have alike. */
export const difference = z.object({
  /** The record's key. */
  key: z.string().nullable(),
  windowStart: isoTime.nullable(),
  windowEnd: isoTime.nullable(),
  /** The reading it was made of, `partition:offset`. */
  reading: z.string().nullable(),
  /** Names of the columns that differ; none where one of the outputs has no such row. */
  columns: z.array(z.string()),
  /** The value as it lies in the first output; `null`: it has none. */
  first: z.string().nullable(),
  second: z.string().nullable(),
});
export type Difference = z.infer<typeof difference>;

export const comparison = z.object({
  /** `undecided`: nothing can be compared yet, and `reasons` say why. */
  verdict: z.enum(['equal', 'different', 'undecided']),
  rowsAre: z.enum(rowKinds),
  /** Rows that both have and that say the same. */
  equal: count,
  /** Rows that both have and that differ. */
  different: count,
  onlyInFirst: count,
  onlyInSecond: count,
  /** Rows that can still change, or that the other one cannot have yet. */
  open: count,
  /** The differences are so many readings that one of them dropped as late and the other counted; `null`: they are not. */
  lateReadings: count.nullable(),
  /** Columns that only one of them has: they were not compared. */
  columnsOfFirst: z.array(z.string()),
  columnsOfSecond: z.array(z.string()),
  /** The first of them, in order of the window or the reading. */
  differences: z.array(difference),
  notes: z.array(z.string()),
  reasons: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparison>;

/** One query, as `courant verify --recompute -o json` has it. */
export const recomputedQuery = z.object({
  name: z.string(),
  /**
   * `equalButLate`: what differs are the readings that the stream dropped as late, no more and no fewer. `notCompared`:
   * `reason` says why.
   */
  verdict: z.enum(['equal', 'equalButLate', 'different', 'notCompared']),
  reason: z.string().nullable(),
  /** The first is what was streamed, the second what was computed once more; `null` where nothing was. */
  results: comparison.nullable(),
});
export type RecomputedQuery = z.infer<typeof recomputedQuery>;
