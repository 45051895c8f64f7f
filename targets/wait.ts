/** Waiting for something to become true: a deadline that fails, and what was seen last. */
import { setTimeout as pause } from 'node:timers/promises';
import { debuglog } from 'node:util';

/** `NODE_DEBUG=courant:wait`: what each wait saw last, on stderr. */
const debug = debuglog('courant:wait');

export interface Wait<T> {
  /** Looks once; `undefined` means: not yet. */
  readonly look: () => Promise<T | undefined>;
  readonly deadlineMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
  /** The error at the deadline. */
  readonly late: () => Error;
}

/**
 * The first value that `look` has.
 * @throws what `late` makes at the deadline; the signal's reason when it aborts; whatever `look` throws
 */
export async function waitFor<T>({
  look,
  deadlineMs,
  everyMs = 100,
  signal,
  late,
}: Wait<T>): Promise<T> {
  const startMs = performance.now();
  for (let looks = 1; ; looks++) {
    signal?.throwIfAborted();
    const seen = await look();
    const passedMs = performance.now() - startMs;
    const isOver = seen !== undefined || passedMs > deadlineMs;
    if (isOver && debug.enabled) {
      const { message, details = [] } = late() as Error & { details?: readonly string[] };
      const otherwise = [message, ...details].join('; ');
      debug(
        'saw %o after %d ms, %d looks; or else: %s',
        seen,
        Math.round(passedMs),
        looks,
        otherwise,
      );
    }
    if (seen !== undefined) return seen;
    if (isOver) throw late();
    await pause(everyMs, undefined, { signal });
  }
}
