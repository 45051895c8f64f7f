/** Waiting for something to become true: asked again until a deadline, which fails. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Wait<T> {
  /** Asks once; `undefined` means: not yet. */
  readonly poll: () => Promise<T | undefined>;
  readonly deadlineMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
  /** The error at the deadline. */
  readonly late: () => Error;
}

/**
 * The first value that `poll` has.
 * @throws what `late` makes at the deadline; the signal's reason when it aborts; whatever `poll` throws
 */
export async function waitFor<T>({
  poll,
  deadlineMs,
  everyMs = 100,
  signal,
  late,
}: Wait<T>): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    const value = await poll();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw late();
    await pause(everyMs, undefined, { signal });
  }
}
