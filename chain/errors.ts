/**
 * Errors that a user can act on. One table holds every code; `docs/errors.md` explains each, and a test ties
 * the two together. The exit codes are a promise to scripts (docs/errors.md).
 */

/** Exit codes of `courant`. */
export const exitCode = {
  ok: 0,
  /** The chain failed. */
  failed: 1,
  /** Bad flags or configuration: nothing was started or applied. */
  usage: 2,
  /** This machine or cluster is not ready or cannot be reached. */
  notReady: 3,
  /** `verify` ran and found loss, doubles or disorder, or `compare` found results that differ. */
  notProven: 4,
  timeout: 124,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Every error code and the exit code it leads to. */
export const errorCodes = {
  COURANT_USAGE: exitCode.usage,
  COURANT_CONFIG_INVALID: exitCode.usage,
  COURANT_CONFIG_MISSING: exitCode.usage,
  COURANT_QUERY_INVALID: exitCode.usage,
  COURANT_QUERY_CHANGED: exitCode.usage,
  COURANT_REPLAY_INVALID: exitCode.usage,
  COURANT_EVENTS_INVALID: exitCode.usage,
  COURANT_NOT_CONFIRMED: exitCode.usage,
  COURANT_TOPIC_UNKNOWN: exitCode.usage,
  COURANT_FOLDER_NOT_EMPTY: exitCode.usage,
  COURANT_TOOL_MISSING: exitCode.notReady,
  COURANT_FOLDER_UNUSABLE: exitCode.notReady,
  COURANT_LAYOUT_OTHER: exitCode.notReady,
  COURANT_DOWNLOAD_FAILED: exitCode.notReady,
  COURANT_JAR_DAMAGED: exitCode.notReady,
  COURANT_PORT_TAKEN: exitCode.notReady,
  COURANT_NOT_RUNNING: exitCode.notReady,
  COURANT_KAFKA_UNREACHABLE: exitCode.notReady,
  COURANT_KAFKA_DENIED: exitCode.notReady,
  COURANT_CLUSTER_UNREACHABLE: exitCode.notReady,
  COURANT_CLUSTER_REFUSED: exitCode.notReady,
  COURANT_CLUSTER_FAILED: exitCode.notReady,
  COURANT_IMAGE_FAILED: exitCode.failed,
  COURANT_LEG_FAILED: exitCode.failed,
  COURANT_QUERY_FAILED: exitCode.failed,
  COURANT_OFFSETS_LOST: exitCode.failed,
  COURANT_SEND_FAILED: exitCode.failed,
  COURANT_PRODUCER_FENCED: exitCode.failed,
  COURANT_LEFTOVERS: exitCode.failed,
  COURANT_NOT_PROVEN: exitCode.notProven,
  COURANT_RESULTS_DIFFER: exitCode.notProven,
  COURANT_NOT_READY: exitCode.timeout,
  COURANT_INTERRUPTED: exitCode.interrupted,
  COURANT_INTERNAL: exitCode.failed,
} as const satisfies Record<string, ExitCode>;
export type ErrorCode = keyof typeof errorCodes;

export interface CourantErrorFields {
  readonly code: ErrorCode;
  /** What went wrong, in the words of what the user typed; lower case, no final period. */
  readonly message: string;
  /** What was last observed, or each single problem: one line each. */
  readonly details?: readonly string[];
  /** What was left behind: "nothing was started", "the broker was kept". */
  readonly left?: string;
  /** One command or one edit; shown after an arrow. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An error with a stable code, evidence and a way out. Printed by `renderError`. */
export class CourantError extends Error {
  override readonly name = 'CourantError';
  readonly code: ErrorCode;
  readonly details: readonly string[];
  readonly left: string | undefined;
  readonly hint: string | undefined;

  constructor(fields: CourantErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.details = fields.details ?? [];
    this.left = fields.left;
    this.hint = fields.hint;
  }

  get exitCode(): ExitCode {
    return errorCodes[this.code];
  }
}

/** The error as a user reads it: message, evidence, what was left behind, the way out. */
export function renderError(error: CourantError): string {
  return [
    `error ${error.code}: ${error.message}`,
    ...error.details.map((line) => `  ${line}`),
    ...(error.left === undefined ? [] : [`  ${error.left}`]),
    ...(error.hint === undefined ? [] : [`  → ${error.hint}`]),
  ].join('\n');
}

/** Any thrown value as a CourantError; what is not ours becomes COURANT_INTERNAL with its cause kept. */
export function toCourantError(thrown: unknown): CourantError {
  if (thrown instanceof CourantError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CourantError({
    code: 'COURANT_INTERNAL',
    message: `something unexpected happened: ${message}`,
    hint: 'run the same command with --verbose and report what it prints',
    cause: thrown,
  });
}
