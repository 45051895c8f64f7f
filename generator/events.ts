/** Events of a running generator, one a log line, and the figures that it tells. */

/** Counts of settled readings. */
export interface Tally {
  readonly acknowledged: number;
  /** Surely not in the topic: refused by the broker, or never sent. */
  readonly failed: number;
  /** No answer before the delivery deadline: in the topic or not. */
  readonly unknown: number;
}

export interface GenerateSummary extends Tally {
  /** Part of `failed`: the generator was stopped before they could be sent. */
  readonly unsent: number;
  /** Part of `failed`: larger than the broker takes; the dead letters hold what can be kept of them. */
  readonly oversized: number;
  /** Rows of the user's files that were no reading. */
  readonly badRows: number;
  /** `null`: as the files say, or as fast as possible. */
  readonly askedPerSecond: number | null;
  readonly achievedPerSecond: number;
  readonly durationMs: number;
}

/** Where a run stands; counts of this run alone. */
export interface Figures extends Tally {
  /** Rows of the user's files that were no reading. */
  readonly badRows: number;
  /** Readings that are not settled yet. */
  readonly waiting: number;
  /** `null`: as the files say, or as fast as possible. */
  readonly askedPerSecond: number | null;
}

/** One log line without its time. */
export type GeneratorEvent =
  | {
      readonly level: 'info';
      readonly event: 'started';
      readonly producer: string;
      readonly site: string;
      readonly topic: string;
      readonly partitions: number;
      readonly askedPerSecond: number | null;
    }
  | {
      readonly level: 'info';
      readonly event: 'resumed';
      readonly producer: string;
      /** The last sequence number of each partition that the producer used before. */
      readonly after: readonly number[];
    }
  | { readonly level: 'info'; readonly event: 'first_acknowledged'; readonly afterMs: number }
  | {
      readonly level: 'info';
      readonly event: 'rate';
      readonly askedPerSecond: number | null;
      readonly achievedPerSecond: number;
      readonly acknowledged: number;
      readonly waiting: number;
    }
  /** Once an outage; `seen` is what the client said last. */
  | {
      readonly level: 'warn';
      readonly event: 'broker_unreachable';
      readonly bootstrapServers: readonly string[];
      readonly seen: string;
    }
  | { readonly level: 'info'; readonly event: 'broker_back'; readonly afterMs: number }
  /** No answer before the delivery deadline; `seqs` is inclusive. */
  | {
      readonly level: 'error';
      readonly event: 'readings_unknown' | 'readings_refused';
      readonly partition: number;
      readonly seqs: readonly [number, number];
      readonly seen: string;
    }
  /** Larger than the broker takes: it goes to the dead letters. */
  | {
      readonly level: 'warn';
      readonly event: 'reading_oversized';
      readonly partition: number;
      readonly seq: number;
      readonly bytes: number;
    }
  | {
      readonly level: 'warn';
      readonly event: 'dead_letters_not_written';
      readonly count: number;
      readonly seen: string;
    }
  | { readonly level: 'warn'; readonly event: 'progress_not_written'; readonly seen: string }
  | {
      readonly level: 'warn';
      readonly event: 'bad_row';
      readonly file: string;
      readonly line: number;
      readonly reason: string;
    }
  | { readonly level: 'warn'; readonly event: 'bad_rows_not_shown'; readonly after: number }
  | { readonly level: 'info'; readonly event: 'note'; readonly text: string }
  | ({ readonly level: 'info'; readonly event: 'stopped' } & GenerateSummary);

export type LogEvent = GeneratorEvent & { /** ISO 8601. */ readonly time: string };
