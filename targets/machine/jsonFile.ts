/** Small JSON files that several processes read: written whole or not at all. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { CourantError } from '../../chain/errors.ts';

/** What the file holds; `undefined` where there is none, or one that is cut short or of another form. */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

let written = 0;
/** What is being written, by path. */
const writing = new Map<string, Promise<void>>();

/**
 * Of several writes of one file at the same time the one that was asked for last stays.
 * @param mode of the file, where it is not everybody's. @throws CourantError COURANT_FOLDER_UNUSABLE
 */
export async function writeJsonFile(path: string, value: unknown, mode?: number): Promise<void> {
  const text = `${JSON.stringify(value, null, 1)}\n`;
  const before = writing.get(path) ?? Promise.resolve();
  const now = before.catch(() => undefined).then(() => writeWhole(path, text, mode));
  writing.set(path, now);
  try {
    await now;
  } finally {
    if (writing.get(path) === now) writing.delete(path);
  }
}

async function writeWhole(path: string, text: string, mode?: number): Promise<void> {
  written += 1;
  const own = `${path}.${process.pid}-${written}`;
  try {
    await writeFile(own, text, { mode });
    await rename(own, path);
  } catch (cause) {
    await rm(own, { force: true });
    throw unusable(path, cause);
  }
}

/**
 * The folder cannot be written, in the words of the system's reason.
 * @param otherwise the way out where the folder is not the chain's
 */
export function unusable(path: string, cause: unknown, otherwise?: string): CourantError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const [why, hint] = reasons[code ?? ''] ?? [message, 'see what is there'];
  return new CourantError({
    code: 'COURANT_FOLDER_UNUSABLE',
    message: `"${path}" cannot be written: ${why}`,
    left: 'nothing was started',
    hint: otherwise ?? hint,
    cause,
  });
}

const reasons: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'free some space, or move the chain to another disk'],
  EDQUOT: ['the disk quota is used up', 'free some space, or move the chain to another disk'],
  EACCES: ['permission denied', 'change the permissions of the folder, or move the chain'],
  EPERM: ['permission denied', 'change the permissions of the folder, or move the chain'],
  EROFS: ['the file system is read-only', 'move the chain to a folder that can be written'],
  ENOTDIR: ['a file is in its place', 'remove that file'],
  EEXIST: ['a file is in its place', 'remove that file'],
};
