/** Sources of readings: what is sent. When it is due follows from the pace, where it goes from the sink. */
import type { CellCounts } from '../../chain/progress.ts';
import type { Reading } from '../../chain/reading.ts';
import type { BatchTarget } from '../batch/target.ts';

export interface TimedReading {
  readonly reading: Reading;
  /** Event time in ms since the epoch, the same instant as `reading.event_time`. */
  readonly eventTimeMs: number;
  /** When it is due, in ms after the start of the run; `null`: as the rate says. */
  readonly dueMs: number | null;
}

/** Rows of the user's files that are no reading: counted, the first ones shown. */
export interface BadRow {
  readonly file: string;
  /** Counted from 1, the header included. */
  readonly line: number;
  readonly reason: string;
}

/** A source that gives its readings as objects. */
export interface ReadingSource {
  /** Up to `limit` next readings; none when the source is at its end. */
  next(limit: number): Promise<readonly TimedReading[]>;
  /** Bad rows so far. */
  readonly badRows: number;
  /** Columns that hold numbers, and cells that are none, so far. */
  readonly cells: readonly CellCounts[];
  close(): Promise<void>;
}

/** A source that writes its readings as records: no object a reading. */
export interface RecordSource {
  /** Readings taken so far, those before a resume included. */
  readonly position: number;
  /** While it counts through readings that an earlier run settled: until then its position alone tells nothing. */
  readonly isCatchingUp: boolean;
  /** The same of one partition. */
  isCatchingUpIn(partition: number): boolean;
  /** True once it has given as many as it may. */
  readonly isEnded: boolean;
  /**
   * Writes up to `most` next readings, while the target has room.
   * @returns how many; readings that were settled in an earlier run are not counted
   */
  write(target: BatchTarget, most: number): number;
}
