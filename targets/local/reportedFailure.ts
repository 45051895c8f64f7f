/** Failure of a leg that did not start, in the words that it left in its log. */
import { loggedFailure } from '../loggedFailure.ts';
import type { Failure } from '../loggedFailure.ts';
import type { Ended } from '../machine/processes.ts';
import { lastLines } from './logFiles.ts';

/**
 * The problems that a leg reported since `sinceMs`, as one error; `undefined` when it died of something else.
 * @param log absolute path of the leg's log
 */
export async function reportedFailure(log: string, sinceMs: number): Promise<Failure | undefined> {
  return loggedFailure(await lastLines(log, 200), sinceMs);
}

/** A leg that died again and again before anything came out. */
export async function diedTooOften(id: string, log: string, ended: Ended): Promise<Failure> {
  const how = ended.signal === null ? `exit code ${ended.code}` : ended.signal;
  return {
    code: 'COURANT_LEG_FAILED',
    message: `${id} died again and again while the chain started, last with ${how}`,
    details: (await lastLines(log, 4)).map((line) => line.slice(0, 300)),
    hint: `see all it said: courant logs ${id.replace(/-\d+$/, '')}`,
  };
}
