/** Files by which one process holds something alone: made by it, and taken over from one that is gone. */
import { open, rm } from 'node:fs/promises';
import { readJsonFile, unusable } from '../machine/jsonFile.ts';
import { identityOf, isAlive } from '../machine/processes.ts';
import type { ProcessIdentity } from '../machine/processes.ts';
import { waitFor } from '../wait.ts';
import { processIdentity } from './stateFiles.ts';

/** Between making the file and writing into it. */
const writingMs = 2_000;

/** @returns who holds it; `undefined` where nobody does who runs */
export async function holderOf(file: string): Promise<ProcessIdentity | undefined> {
  const holder = await readJsonFile(file, processIdentity);
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}

interface Claim {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Of the time when another process held it all the while. */
  readonly late: () => Error;
  /** Another process holds it; called once. */
  readonly onWait?: () => void;
}

/** Waits until the file is this process's own. @throws CourantError COURANT_FOLDER_UNUSABLE, or what `late` makes */
export async function claim(file: string, options: Claim): Promise<void> {
  let emptySinceMs: number | undefined;
  let isTold = false;
  const isAbandoned = async (): Promise<boolean> => {
    const holder = await readJsonFile(file, processIdentity);
    if (holder === undefined) {
      emptySinceMs ??= performance.now();
      return performance.now() - emptySinceMs > writingMs;
    }
    emptySinceMs = undefined;
    if (!(await isAlive(holder))) return true;
    if (!isTold) options.onWait?.();
    isTold = true;
    return false;
  };
  await waitFor({
    ...options,
    poll: async () => {
      if (await take(file)) return true;
      if (await isAbandoned()) await rm(file, { force: true });
      return undefined;
    },
  });
}

/** @returns whether the file was not there and is ours now */
async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify(await identityOf(process.pid)));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unusable(path, error);
  }
}
