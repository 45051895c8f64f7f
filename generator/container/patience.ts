/** Everything of a chain is applied at once, so a generator may be there before its topic and its access rules. */
import { toCourantError } from '../../chain/errors.ts';
import type { CourantError, ErrorCode } from '../../chain/errors.ts';

export interface Patience {
  /** For how long to try again; 2 minutes are enough for an operator to make a topic and a user. */
  readonly limitMs: number;
  readonly pauseMs: number;
  /** Milliseconds of a clock that never goes back. */
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Told before each pause. */
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
  const endMs = patience.nowMs() + patience.limitMs;
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (thrown) {
      const error = toCourantError(thrown);
      const isOver = hasStarted() || patience.nowMs() >= endMs;
      if (isOver || !mayPass.has(error.code)) throw error;
      patience.onWait(error);
      await patience.sleep(patience.pauseMs, signal);
    }
  }
}
