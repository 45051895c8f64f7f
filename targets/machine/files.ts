/** Files and folders: whether they are there, what lies under them, and which of them are old. */
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises';
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
  const paths = (await readdir(folder)).filter(isOfKind).map((name) => join(folder, name));
  const dated = await Promise.all(
    paths.map(async (path) => ({ path, madeMs: (await stat(path)).mtimeMs })),
  );
  const old = dated.sort((a, b) => b.madeMs - a.madeMs).slice(kept);
  for (const { path } of old) await rm(path, { recursive: true, force: true });
}
