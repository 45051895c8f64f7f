/**
 * One closed connection is no cluster that is away: an API server under load, or one that is restarted, ends connections
 * that were kept. What is asked for here may be asked twice: objects are read, applied, merged and deleted by name.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds before each further try; together as long as an API server behind a busy machine needs to take up. */
const pausesMs = [100, 400, 1_500];

/** The connection ended before the answer was whole. A refused or silent one is told of at once. */
const ended = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/**
 * Runs `attempt` until it ends otherwise than by a closed connection, four times at most.
 * @param attempt is told whether an earlier one may have been carried out
 * @throws what the last one threw
 */
export async function repeated<T>(attempt: (isAgain: boolean) => Promise<T>): Promise<T> {
  for (const [tried, pauseMs] of pausesMs.entries()) {
    try {
      return await attempt(tried > 0);
    } catch (error) {
      if (!isClosedConnection(error)) throw error;
      await pause(pauseMs);
    }
  }
  return attempt(true);
}

function isClosedConnection(error: unknown): boolean {
  return ended.has((error as { code?: string } | undefined)?.code ?? '');
}
