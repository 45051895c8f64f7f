/** Files and folders: whether they are there, what lies under them, and which of them are old. */
import { access, mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { unusable } from './jsonFile.ts';

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes a folder and those above it. @param hint see {@link unusable} @throws CourantError COURANT_FOLDER_UNUSABLE */
export async function makeFolder(folder: string, hint?: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw unusable(folder, cause, hint);
  });
}

/** Every file under a folder, sorted; a file is its own only one; none where there is nothing. */
export async function filesUnder(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Removes what a folder holds of some kind, but for the `kept` newest of it. */
export async function removeOld(
  folder: string,
  kept: number,
  isOfKind: (name: string) => boolean,
): Promise<void> {
  const old = (await newestFirst(folder, isOfKind)).slice(kept);
  for (const { path } of old) await rm(path, { recursive: true, force: true });
}

/** Removes what a folder holds of some kind, where nobody has said for so many ms that it is used. */
export async function removeUnused(
  folder: string,
  unusedMs: number,
  isOfKind: (name: string) => boolean,
): Promise<void> {
  const sinceMs = Date.now() - unusedMs;
  const unused = (await newestFirst(folder, isOfKind)).filter(({ madeMs }) => madeMs < sinceMs);
  for (const { path } of unused) await rm(path, { recursive: true, force: true });
}

/** Says that something is used from now on, to {@link removeUnused}; a cache that is only read is never cleaned. */
export async function nowUsed(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/** Another process may make something there just now, or take it away: what is gone meanwhile is passed over. */
async function newestFirst(folder: string, isOfKind: (name: string) => boolean) {
  const paths = (await readdir(folder)).filter(isOfKind).map((name) => join(folder, name));
  const looked = paths.map(async (path) => {
    const found = await stat(path).catch(() => undefined);
    return found === undefined ? [] : [{ path, madeMs: found.mtimeMs }];
  });
  return (await Promise.all(looked)).flat().sort((a, b) => b.madeMs - a.madeMs);
}
