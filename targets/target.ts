/** WHERE a chain runs. Each target is a library that works without the command line. */
import { z } from 'zod';
import type { ChainDefinition } from '../chain/chain.ts';
import type { KafkaConnection } from '../kafka/connection.ts';

/** One chain in one folder: its definition, complete, and where its relative paths start. */
export interface ChainFolder {
  /** Absolute path of the folder that holds `chain.config.ts`. */
  readonly folder: string;
  readonly chain: ChainDefinition;
  /** Name of the file for messages, like `chain.config.ts`. */
  readonly file: string;
}

/** What a long step tells while it works; goes to stderr, never to stdout. */
export interface Reporter {
  /**
   * A titled step begins; call the result when it ended: only the first end counts. `progress` replaces the step's
   * one-line detail.
   */
  step(title: string): StepReport;
  /** A line worth keeping. */
  note(text: string): void;
}
/** A step ends with the first `done` or `failed`; what is told of it afterwards counts for nothing. */
export interface StepReport {
  progress(detail: string): void;
  done(detail?: string): void;
  failed(detail?: string): void;
}

export interface Check {
  readonly id: string;
  readonly ok: boolean;
  readonly title: string;
  readonly found: string;
  readonly needed: string;
  /** How to mend it; `null` when there is nothing to mend. */
  readonly hint: string | null;
}

/** In the direction of the data. */
export const legNames = ['generator', 'kafka', 'spark', 'flink'] as const;
export type LegName = (typeof legNames)[number];

const count = z.number().int().nonnegative();

export const leg = z.object({
  name: z.enum(legNames),
  /** `generator-0`, `kafka`, `spark`, `flink`. */
  id: z.string(),
  /** `paused`: it was ended on purpose, and goes on where it was when it is resumed. */
  state: z.enum(['starting', 'running', 'paused', 'stopping', 'stopped', 'failed']),
  pid: count.nullable(),
  /** ISO 8601. */
  since: z.string().nullable(),
  /** How often it was started again after it died. */
  restarts: count,
  /** Why it died last, the last line it printed; `null` if it never did. */
  lastFailure: z.string().nullable(),
  residentBytes: count.nullable(),
});
export type Leg = Readonly<z.infer<typeof leg>>;

/** What a target itself knows; what Kafka knows is added once for all targets (targets/data/status.ts). */
export interface TargetState {
  readonly running: boolean;
  readonly phase: 'starting' | 'running' | 'draining' | 'stopping' | 'stopped' | 'left behind';
  readonly replicas: number;
  readonly legs: readonly Leg[];
  readonly bootstrapServers: readonly string[];
  readonly firstReadingMs: number | null;
  readonly firstRowMs: number | null;
  /** Bytes of the chain's state on disk. */
  readonly diskBytes: number | null;
  /** What an operator warns of though all is ready, like a disk that it cannot resize. Default: nothing. */
  readonly warnings?: readonly string[];
}

/** A query that failed while the chain started and is started again, while others make rows. */
export const queryWarning = z.object({
  query: z.string(),
  /** An error code (docs/errors.md). */
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
});
export type QueryWarning = z.infer<typeof queryWarning>;

export interface UpResult {
  readonly ready: boolean;
  readonly target: 'local' | 'kind';
  readonly bootstrapServers: readonly string[];
  /** From the start of `up` to the first acknowledged reading; `null` when it ran already. */
  readonly firstReadingMs: number | null;
  /** From the start of `up` to the first row in an output topic; `null` where no query needs one. */
  readonly firstRowMs: number | null;
  /** Queries that failed, while rows come out of another. */
  readonly warnings: readonly QueryWarning[];
  /** True when nothing had to be started. */
  readonly unchanged: boolean;
}

export interface LogLine {
  readonly leg: LegName;
  readonly id: string;
  readonly line: string;
}

export interface DownResult {
  readonly removed: string[];
  readonly left: string[];
}

/** Whom a long operation reports to, and what interrupts it. */
export interface OperationOptions {
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

export interface UpOptions extends OperationOptions {
  /** Serve the live page with it, where this machine runs it; default: yes. */
  readonly page?: boolean;
}

export interface DownOptions {
  readonly report: Reporter;
  readonly keepData: boolean;
}

export interface LogOptions {
  /** Only this leg; default: all of them. */
  readonly leg?: LegName;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** What a query had read, and its plan then: enough to compute its rows once more. */
export interface RecomputeRange {
  readonly query: string;
  readonly fingerprint: string;
  /** Offsets by partition, from `start` (inclusive) to `end` (exclusive). */
  readonly offsets: Readonly<Record<string, { readonly start: number; readonly end: number }>>;
}

/** A row that a query's SQL made of its readings in one batch. */
export interface RecomputedRow {
  readonly key: string | null;
  readonly value: string;
  /** What it is made of, as the header `row` of an output row has it; `null` where it does not tell. */
  readonly origin: string | null;
}

/** The rows of a query, computed once more, or why there are none. */
export type RecomputedRows =
  | { readonly query: string; readonly rows: AsyncIterable<RecomputedRow> }
  | { readonly query: string; readonly why: string };

/** What can be done to single legs; for those who try what a chain takes. */
export interface LegControls {
  /** Ends the generators in order and returns when they are gone; each goes on where it was. */
  pause(options: OperationOptions): Promise<void>;
  /** Returns when the generators run again. */
  resume(options: OperationOptions): Promise<void>;
  /** SIGKILL to the process of a leg; it is started again. @throws CourantError COURANT_USAGE where there is none */
  kill(legId: string): Promise<void>;
}

export interface Target {
  readonly name: 'local' | 'kind';
  /** True where the chain goes on when the command that started it ends, as it does on a cluster. */
  readonly outlivesCommand: boolean;
  /** Absent where the legs are not ours to touch. */
  readonly controls?: LegControls;
  /** How long a status waits for Kafka's answers; default: 4 s. */
  readonly patienceMs?: number;
  /** What this machine needs and has; never throws for a failed check. */
  doctor(): Promise<readonly Check[]>;
  /**
   * Starts the chain and returns when a row was seen in an output topic, or no query needs to make one.
   * @throws CourantError where a query is refused before it runs, or no query can make a row
   */
  up(options: UpOptions): Promise<UpResult>;
  state(): Promise<TargetState>;
  /** Asks for `replicas` generator processes and returns when they run. */
  scale(replicas: number, options: OperationOptions): Promise<void>;
  logs(options: LogOptions): AsyncIterable<LogLine>;
  /**
   * Stops the generators, waits until the queries have read everything (30 s at most), stops the queries; Kafka
   * goes on, so that the run can be verified.
   */
  drain(options: OperationOptions): Promise<void>;
  /** Stops everything in order; deletes the data unless told to keep it. Succeeds when nothing runs. */
  down(options: DownOptions): Promise<DownResult>;
  /** What `down` would remove, in words, for the question before it. */
  removable(options: Pick<DownOptions, 'keepData'>): Promise<string[]>;
  /**
   * Holds the queries where they run, drops one's checkpoint and the rows of its output topic, and lets the queries go
   * on.
   */
  resetQuery(query: string): Promise<void>;
  /**
   * Computes the rows of Spark's queries once more, by the same SQL over the same readings, in one batch. Absent where
   * no Spark can be started beside the chain.
   * @param use sees the rows; they are gone when it has ended
   * @throws CourantError COURANT_QUERY_INVALID, COURANT_LEG_FAILED, or as `up` does where software is missing
   */
  recompute?<T>(
    connection: KafkaConnection,
    ranges: readonly RecomputeRange[],
    use: (rows: readonly RecomputedRows[]) => Promise<T>,
    options: OperationOptions,
  ): Promise<T>;
  /**
   * Runs `use` with a connection to the broker. Where the chain does not run but its data is kept, the broker is
   * started alone for as long as `use` takes.
   * @throws CourantError COURANT_NOT_RUNNING when there is no data either
   */
  withKafka<T>(use: (connection: KafkaConnection) => Promise<T>): Promise<T>;
}
