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
  /** A titled step begins; call the result when it ended. `progress` replaces the step's one-line detail. */
  step(title: string): StepReport;
  /** A line worth keeping. */
  note(text: string): void;
}
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

export type LegName = 'generator' | 'kafka' | 'spark';
export const legNames = ['generator', 'kafka', 'spark'] as const satisfies readonly LegName[];

export interface Leg {
  readonly name: LegName;
  /** `generator-0`, `kafka`, `spark`. */
  readonly id: string;
  readonly state: 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';
  readonly pid: number | null;
  /** ISO 8601. */
  readonly since: string | null;
  /** How often it was started again after it died. */
  readonly restarts: number;
  /** Why it died last, the last line it printed; `null` if it never did. */
  readonly lastFailure: string | null;
  readonly residentBytes: number | null;
}

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

export interface Target {
  readonly name: 'local' | 'kind';
  /** True where the chain goes on when the command that started it ends, as it does on a cluster. */
  readonly isApart?: boolean;
  /** How long a status waits for Kafka's answers; default: 4 s. */
  readonly patienceMs?: number;
  /** What this machine needs and has; never throws for a failed check. */
  doctor(): Promise<readonly Check[]>;
  /**
   * Starts the chain and returns when a row was seen in an output topic, or no query needs to make one.
   * @throws CourantError where a query is refused before it runs, or no query can make a row
   */
  up(options: { report: Reporter; signal: AbortSignal }): Promise<UpResult>;
  state(): Promise<TargetState>;
  /** Asks for `replicas` generator processes and returns when they run. */
  scale(replicas: number, options: { report: Reporter; signal: AbortSignal }): Promise<void>;
  logs(options: { leg?: LegName; follow: boolean; signal: AbortSignal }): AsyncIterable<LogLine>;
  /**
   * Stops the generators, waits until the queries have read everything (30 s at most), stops the queries; Kafka
   * goes on, so that the run can be verified.
   */
  drain(options: { report: Reporter; signal: AbortSignal }): Promise<void>;
  /** Stops everything in order; deletes the data unless told to keep it. Succeeds when nothing runs. */
  down(options: {
    report: Reporter;
    keepData: boolean;
  }): Promise<{ removed: string[]; left: string[] }>;
  /** What `down` would remove, in words, for the question before it. */
  removable(options: { keepData: boolean }): Promise<string[]>;
  /**
   * Holds the queries where they run, drops one's checkpoint and the rows of its output topic, and lets the queries go
   * on. `dropRows` empties the topic over the target's connection, for a target that may; on kind Strimzi does it.
   */
  resetQuery(query: string, dropRows: () => Promise<void>): Promise<void>;
  /**
   * Runs `use` with a connection to the broker. Where the chain does not run but its data is kept, the broker is
   * started alone for as long as `use` takes.
   * @throws CourantError COURANT_NOT_RUNNING when there is no data either
   */
  withKafka<T>(use: (connection: KafkaConnection) => Promise<T>): Promise<T>;
}
