/** Patience of a container: a chain is applied at once, so a generator may be there before its topic and its rights. */
import { toCourantError } from '../../chain/errors.ts';
import type { CourantError, ErrorCode } from '../../chain/errors.ts';
import type { Clock } from '../pace/clock.ts';

export interface Patience {
  /** For how long to try again; 2 minutes are enough for an operator to make a topic and a user. */
  readonly limitMs: number;
  readonly pauseMs: number;
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** Called before each pause. */
  onWait(error: CourantError): void;
}

const mayPass: ReadonlySet<ErrorCode> = new Set(['COURANT_TOPIC_UNKNOWN', 'COURANT_KAFKA_DENIED']);

/**
 * Tries `work` again while it fails for a reason that may pass, until readings were sent: after that a topic that is
 * gone is a failure.
 */
export async function whileNotThere(
  work: () => Promise<unknown>,
  hasStarted: () => boolean,
  patience: Patience,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = patience;
  const endMs = clock.nowMs() + patience.limitMs;
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (thrown) {
      const error = toCourantError(thrown);
      const isOver = hasStarted() || clock.nowMs() >= endMs;
      if (isOver || !mayPass.has(error.code)) throw error;
      patience.onWait(error);
      await clock.sleep(patience.pauseMs, signal);
    }
  }
}
