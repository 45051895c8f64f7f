/** One command starts the chain: a second `courant up` at the same moment waits, and then finds it running. */
import { open, rm } from 'node:fs/promises';
import { CourantError } from '../../chain/errors.ts';
import { identityOf, isAlive } from '../machine/processes.ts';
import { waitFor } from '../wait.ts';
import { readJsonFile, unusable } from '../machine/jsonFile.ts';
import type { LocalPaths } from './paths.ts';
import { processIdentity } from './stateFiles.ts';

/** A first start fetches jars, which may take this long. */
const deadlineMs = 900_000;
/** Between making the file and writing into it. */
const writingMs = 2_000;

interface Waiting {
  readonly signal: AbortSignal;
  /** Another command is starting the chain. */
  readonly onWait: () => void;
}

/** @throws CourantError COURANT_FOLDER_UNUSABLE */
export async function withStartLock<T>(
  paths: LocalPaths,
  { signal, onWait }: Waiting,
  work: () => Promise<T>,
): Promise<T> {
  let emptySinceMs: number | undefined;
  let isReported = false;
  await waitFor({
    poll: async () => {
      if (await take(paths.lock)) return true;
      const holder = await readJsonFile(paths.lock, processIdentity);
      emptySinceMs = holder === undefined ? (emptySinceMs ?? performance.now()) : undefined;
      const isAbandoned =
        holder === undefined
          ? performance.now() - (emptySinceMs ?? 0) > writingMs
          : !(await isAlive(holder));
      if (isAbandoned) await rm(paths.lock, { force: true });
      else if (!isReported && holder !== undefined) onWait();
      isReported ||= holder !== undefined;
      return undefined;
    },
    deadlineMs,
    signal,
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

/** @returns whether the file was not there and is ours now */
async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(JSON.stringify(await identityOf(process.pid)));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unusable(lock, error);
  }
}
