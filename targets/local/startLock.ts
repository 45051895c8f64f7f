/** One command starts the chain: a second `courant up` at the same moment waits, and then finds it running. */
import { rm } from 'node:fs/promises';
import { CourantError } from '../../chain/errors.ts';
import { claim } from './claim.ts';
import type { LocalPaths } from './paths.ts';

/** A first start fetches jars, which may take this long. */
const deadlineMs = 900_000;

interface Waiting {
  readonly signal: AbortSignal;
  /** Another command is starting the chain; called once. */
  readonly onWait: () => void;
}

/** @throws CourantError COURANT_FOLDER_UNUSABLE */
export async function withStartLock<T>(
  paths: LocalPaths,
  { signal, onWait }: Waiting,
  work: () => Promise<T>,
): Promise<T> {
  await claim(paths.lock, {
    deadlineMs,
    signal,
    onWait,
    late: () =>
      new CourantError({
        code: 'COURANT_NOT_READY',
        message: 'another command has been starting this chain for a quarter of an hour',
        hint: 'see what it does, or end it, then run the command again',
      }),
  });
  try {
    return await work();
  } finally {
    await rm(paths.lock, { force: true });
  }
}
