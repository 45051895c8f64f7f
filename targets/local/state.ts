/** What the supervisor and the commands tell each other, as files under `.courant/`. */
import { z } from 'zod';
import type { CourantErrorFields } from '../../chain/errors.ts';
import { errorCodes } from '../../chain/errors.ts';
import type { ErrorCode } from '../../chain/errors.ts';
import { legNames, queryWarning } from '../target.ts';
import { readJsonFile, writeJsonFile } from '../machine/jsonFile.ts';
import type { LocalPaths } from './paths.ts';

const count = z.number().int().nonnegative();
const processIdentity = z.object({ pid: count, startedAt: z.string() });

/** What a command asks for. */
const desiredState = z.object({
  /** `drained`: no generator and no query, Kafka goes on. */
  phase: z.enum(['running', 'drained', 'stopped']),
  /** Generator processes. */
  replicas: count,
  /** The queries stand still for as long as this process lives and does not take it back. */
  queriesHeldBy: processIdentity.nullable(),
  /** When `up` was typed, in ms since the epoch. */
  startedMs: z.number(),
});
export type DesiredState = z.infer<typeof desiredState>;

const legState = z.object({
  name: z.enum(legNames),
  id: z.string(),
  state: z.enum(['starting', 'running', 'stopping', 'stopped', 'failed']),
  process: processIdentity.nullable(),
  since: z.string().nullable(),
  restarts: count,
  lastFailure: z.string().nullable(),
});
export type LegState = z.infer<typeof legState>;

const failure = z.object({
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  details: z.array(z.string()).optional(),
  hint: z.string().optional(),
});
/** An error as it travels from the supervisor to the command. */
export type Failure = z.infer<typeof failure> & Omit<CourantErrorFields, 'cause' | 'details'>;

const supervisorState = z.object({
  supervisor: processIdentity,
  phase: z.enum(['starting', 'running', 'draining', 'drained', 'stopping', 'stopped']),
  replicas: count,
  bootstrapServers: z.array(z.string()),
  legs: z.array(legState),
  /** From `up` to the first acknowledged reading. */
  firstReadingMs: z.number().nullable(),
  /** From `up` to the first row in an output topic. */
  firstRowMs: z.number().nullable(),
  /** Rows come out, or there is nothing that could make any. */
  isReady: z.boolean(),
  /** What the queries are doing while nothing comes out yet. */
  detail: z.string(),
  /** Queries that failed while the chain started, and still do. */
  warnings: z.array(queryWarning).default([]),
  /** Why the start was given up. */
  failure: failure.nullable(),
});
export type SupervisorState = z.infer<typeof supervisorState>;

/** The broker that a command started for itself. */
const aloneState = z.object({
  owner: processIdentity,
  broker: processIdentity,
  bootstrapServers: z.array(z.string()),
});
export type AloneState = z.infer<typeof aloneState>;

export function readDesired(paths: LocalPaths): Promise<DesiredState | undefined> {
  return readJsonFile(paths.desired, desiredState);
}

export async function changeDesired(
  paths: LocalPaths,
  change: Partial<DesiredState>,
): Promise<void> {
  const before = await readDesired(paths);
  if (before !== undefined) await writeJsonFile(paths.desired, { ...before, ...change });
}

export function readState(paths: LocalPaths): Promise<SupervisorState | undefined> {
  return readJsonFile(paths.state, supervisorState);
}

export function readAlone(paths: LocalPaths): Promise<AloneState | undefined> {
  return readJsonFile(paths.alone, aloneState);
}
