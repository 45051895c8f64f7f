/** Files under `.courant/` by which the supervisor and the commands talk to each other. */
import { z } from 'zod';
import { failure } from '../loggedFailure.ts';
import { leg, queryWarning } from '../target.ts';
import { readJsonFile, writeJsonFile } from '../machine/jsonFile.ts';
import type { LocalPaths } from './paths.ts';

const count = z.number().int().nonnegative();
export const processIdentity = z.object({ pid: count, startedAt: z.string() });

/** What a command asks for. */
const desiredState = z.object({
  /** `drained`: no generator and no query, Kafka goes on. */
  phase: z.enum(['running', 'drained', 'stopped']),
  /** Generator processes. */
  replicas: count,
  /** The generators are ended, and go on where they were when this is taken back. */
  isPaused: z.boolean().default(false),
  /** The queries stand still for as long as this process lives and does not take it back. */
  queriesHeldBy: processIdentity.nullable(),
  /** When `up` was typed, in ms since the epoch. */
  startedMs: z.number(),
});
export type DesiredState = z.infer<typeof desiredState>;

const legState = leg
  .omit({ pid: true, residentBytes: true })
  .extend({ process: processIdentity.nullable() });
export type LegState = z.infer<typeof legState>;

const supervisorState = z.object({
  supervisor: processIdentity,
  phase: z.enum(['starting', 'running', 'draining', 'drained', 'stopping', 'stopped']),
  replicas: count,
  bootstrapServers: z.array(z.string()),
  legs: z.array(legState),
  /** The process that serves the live page; `null` where none is to. */
  page: z
    .object({
      /** Until it is served, or it is clear that it will not be soon. */
      isAwaited: z.boolean(),
      process: processIdentity.nullable(),
    })
    .nullable()
    .default(null),
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

export function readAlone(paths: LocalPaths): Promise<z.infer<typeof aloneState> | undefined> {
  return readJsonFile(paths.alone, aloneState);
}
