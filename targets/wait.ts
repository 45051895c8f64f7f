/** Waiting for something to become true: a deadline that fails, and what was seen last. */
import { setTimeout as pause } from 'node:timers/promises';

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
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw late();
    await pause(everyMs, undefined, { signal });
  }
}
