/**
 * Late rows counted from the topic itself, independently of the output: a valid row is late in its batch when its
 * window's end is not after the watermark by which the batch dropped late rows. In Flink the watermark moves between two
 * readings: a row is late for certain by the one that the batch began with, and for certain not by the one that it ended with.
 */
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';
import { engineOf } from '../../chain/progress.ts';
import { isoTimeMs } from '../../chain/words/isoTime.ts';
import type { PartitionOffsets, RecordView } from '../../kafka/client.ts';
import type { BatchReports } from './batchReports.ts';
import type { DeadLetters } from './deadLetters.ts';
import { entryOf } from './entryOf.ts';

interface BatchRange {
  readonly start: number;
  readonly end: number;
  /** Windows that end by then were closed when it began; −∞ while there is no watermark yet. */
  readonly lateMs: number;
  /** The same when it ended. */
  readonly mayBeLateMs: number;
  /** Whether rows of its open windows may follow behind its end. */
  readonly isNewest: boolean;
}

export class LateCounter {
  /** Rows that were late for certain. */
  late = 0;
  /** Rows that may have been late or not, by the start of their window in ms. */
  readonly open = new Map<number, number>();
  /**
   * Rows that their window need not tell yet, by its start in ms: Flink tells an open window twenty times a second, so that
   * what it read just before a report is told behind it, in the next one.
   */
  readonly untold = new Map<number, number>();
  /** Valid rows whose event time cannot be read here. */
  unreadable = 0;
  /** Rows that each window must count at least, by its start in ms. */
  readonly expected = new Map<number, number>();
  readonly #query: string;
  readonly #windowMs: number;
  readonly #deadLetters: DeadLetters;
  readonly #ranges = new Map<number, BatchRange[]>();
  readonly #at = new Map<number, number>();

  constructor(query: QueryProgress, batches: readonly BatchProgress[], deadLetters: DeadLetters) {
    this.#query = query.query;
    this.#windowMs = query.plan?.kind === 'window' ? query.plan.windowMs : 0;
    this.#deadLetters = deadLetters;
    for (const { offsets, ...late } of watermarksOf(query, batches)) {
      for (const [partition, { start, end }] of Object.entries(offsets)) {
        if (start >= end) continue;
        entryOf(this.#ranges, Number(partition), () => []).push({ start, end, ...late });
      }
    }
  }

  /** The most that can have been late. */
  get mayBeLate(): number {
    return this.late + sumOf(this.open);
  }

  /** The most that may be told later. */
  get mayBeUntold(): number {
    return sumOf(this.untold);
  }

  /** Records of a partition must come in order. `eventTimeMs` is NaN when it cannot be read. */
  add(record: RecordView, eventTimeMs: number): void {
    const batch = this.#batchOf(record.partition, record.offset);
    if (batch === undefined) return;
    if (this.#deadLetters.has(this.#query, record.partition, record.offset)) return;
    if (Number.isNaN(eventTimeMs)) {
      this.unreadable += 1;
      return;
    }
    const start = Math.floor(eventTimeMs / this.#windowMs) * this.#windowMs;
    const end = start + this.#windowMs;
    if (end <= batch.lateMs) {
      this.late += 1;
      return;
    }
    add(end <= batch.mayBeLateMs ? this.open : this.expected, start);
    if (batch.isNewest && end > batch.mayBeLateMs) add(this.untold, start);
  }

  #batchOf(partition: number, offset: number): BatchRange | undefined {
    const ranges = this.#ranges.get(partition) ?? [];
    let at = this.#at.get(partition) ?? 0;
    while (at < ranges.length && (ranges[at] as BatchRange).end <= offset) at += 1;
    this.#at.set(partition, at);
    const range = ranges[at];
    return range !== undefined && range.start <= offset ? range : undefined;
  }
}

function sumOf(rows: ReadonlyMap<number, number>): number {
  return [...rows.values()].reduce((sum, one) => sum + one, 0);
}

function add(rows: Map<number, number>, window: number): void {
  rows.set(window, (rows.get(window) ?? 0) + 1);
}

type Watermarks = Omit<BatchRange, 'start' | 'end'>;

function watermarksOf(
  query: QueryProgress,
  batches: readonly BatchProgress[],
): (Watermarks & Pick<BatchProgress, 'offsets'>)[] {
  const known = batches.filter(({ batch }) => batch <= (query.lastBatch ?? -1));
  if (engineOf(query) === 'flink') return movingWatermarks(known);
  return known.map(({ offsets, lateWatermark }) => {
    const lateMs = msOf(lateWatermark);
    return { offsets, lateMs, mayBeLateMs: lateMs, isNewest: false };
  });
}

/** A batch begins with the watermark that the one before it ended with. */
function movingWatermarks(batches: readonly BatchProgress[]) {
  let lateMs = -Infinity;
  return batches
    .toSorted((one, other) => one.batch - other.batch)
    .map(({ offsets, watermark }, at, { length }) => {
      const before = lateMs;
      // Flink's watermark W says that nothing up to W is still to come: a window ends one millisecond after its last one.
      lateMs = Math.max(lateMs, msOf(watermark) + 1);
      return { offsets, lateMs: before, mayBeLateMs: lateMs, isNewest: at === length - 1 };
    });
}

function msOf(watermark: string | null): number {
  return watermark === null ? -Infinity : Date.parse(watermark);
}

/** Event time of a reading in ms; NaN when it cannot be read. */
export function eventTimeOf(value: Buffer | null): number {
  try {
    const reading = JSON.parse(value?.toString() ?? '') as { event_time?: unknown } | null;
    return typeof reading?.event_time === 'string' ? isoTimeMs(reading.event_time) : NaN;
  } catch {
    return NaN;
  }
}

/** Why late rows of this query cannot be counted from the topic; `undefined` when they can. */
export function whyNotCounted(
  query: QueryProgress,
  batches: BatchReports,
  topic: readonly PartitionOffsets[],
): string | undefined {
  const { plan, filtered } = query;
  if (plan?.kind !== 'window') return 'only windows drop late rows';
  if (query.otherOffsets.length > 0) return 'the query reads its topic more than once';
  if (filtered === null) return 'the query does not tell how many rows its conditions left out';
  if (filtered > 0) return 'the conditions of the query left out rows, and verify evaluates no SQL';
  if (batches.problems.length > 0) return 'its reports contradict each other, see the problems';
  if (!batches.isComplete) {
    return 'only the last 10,000 batches have a report of their own, and it made more';
  }
  const expired = topic.some(({ partition, start }) => {
    const read = query.offsets[String(partition)];
    return read !== undefined && read.start < Math.min(start, read.end);
  });
  return expired ? 'readings that the query read were deleted by retention' : undefined;
}
