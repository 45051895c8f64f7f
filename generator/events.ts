/** Events of a running generator, one a log line, and the figures that it tells. */
import type { CellCounts } from '../chain/progress.ts';
import type { Range } from '../chain/ranges.ts';

/** Counts of settled readings. */
export interface Tally {
  readonly acknowledged: number;
  /** Surely not in the topic: refused by the broker, or never sent. */
  readonly failed: number;
  /** No answer before the delivery deadline: in the topic or not. */
  readonly unknown: number;
}

/** Where a run stands; counts of this run alone. */
export interface Figures extends Tally {
  /** Rows of the user's files that were no reading. */
  readonly badRows: number;
  /** Columns of the user's files that hold numbers, and cells that are none. */
  readonly cells: readonly CellCounts[];
  /** Readings that are not settled yet. */
  readonly waiting: number;
  /** `null`: as the files say, or as fast as possible. */
  readonly askedPerSecond: number | null;
}

export interface GenerateSummary extends Omit<Figures, 'waiting'> {
  /** Part of `failed`: the generator was stopped before they could be sent. */
  readonly unsent: number;
  /** Part of `failed`: larger than the broker takes; the dead letters hold what can be kept of them. */
  readonly oversized: number;
  readonly achievedPerSecond: number;
  readonly durationMs: number;
}

/** What is said at a level under a name, with its facts. */
type Said<Level, Name, Facts = unknown> = Readonly<{ level: Level; event: Name } & Facts>;

/** One log line without its time. */
export type GeneratorEvent =
  | Said<'info', 'started', Started>
  /** `after`: the last sequence number of each partition that the producer used before. */
  | Said<'info', 'resumed', { producer: string; after: readonly number[] }>
  | Said<'info', 'first_acknowledged', { afterMs: number }>
  | Said<'info', 'rate', Rate>
  /** When an outage begins, and again while it lasts; `seen` is what the client said last. */
  | Said<'warn', 'broker_unreachable', { bootstrapServers: readonly string[]; seen: string }>
  | Said<'info', 'broker_back', { afterMs: number }>
  /** No answer before the delivery deadline; `seqs` is inclusive. */
  | Said<
      'error',
      'readings_unknown' | 'readings_refused',
      { partition: number; seqs: Range; seen: string }
    >
  /** Larger than the broker takes: it goes to the dead letters. */
  | Said<'warn', 'reading_oversized', { partition: number; seq: number; bytes: number }>
  | Said<'warn', 'dead_letters_not_written', { count: number; seen: string }>
  /** No report has reached the broker for so long: nobody else knows what was acknowledged since. */
  | Said<'warn', 'progress_not_written', { forMs: number; seen: string }>
  | Said<'warn', 'bad_row', { file: string; line: number; reason: string }>
  | Said<'warn', 'bad_rows_not_shown', { after: number }>
  | Said<'info' | 'warn', 'note', { text: string }>
  | Said<'info', 'stopped', GenerateSummary>;

interface Started {
  readonly producer: string;
  readonly site: string;
  readonly topic: string;
  readonly partitions: number;
  readonly askedPerSecond: number | null;
}

type Rate = Pick<GenerateSummary, 'askedPerSecond' | 'achievedPerSecond' | 'acknowledged'> &
  Pick<Figures, 'waiting'>;

export type LogEvent = GeneratorEvent & { /** ISO 8601. */ readonly time: string };
