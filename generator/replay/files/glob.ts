/** Files that a glob matches. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { splitGlob } from '../../../chain/replayFiles.ts';

/** Folders that `**` does not enter: nobody means what is installed or what a program keeps there. */
const notEntered = /^(\.|node_modules$)/;

/**
 * Files that match, in no particular order. Names that begin with a dot match only a pattern that does.
 * @param pattern absolute, `/` between its parts
 */
export async function glob(pattern: string): Promise<string[]> {
  const { folder, rest } = splitGlob(pattern);
  const found = new Set<string>();
  await walk(folder === '' ? '/' : folder, rest.split('/'), found);
  return [...found];
}

async function walk(folder: string, parts: readonly string[], found: Set<string>): Promise<void> {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  const entries = await list(folder);
  if (part === '**') return walkDeep(folder, entries, rest, found);
  const name = matcher(part);
  for (const entry of entries.filter((one) => name.test(one.name))) {
    const path = join(folder, entry.name);
    if (rest.length > 0) await walk(path, rest, found);
    else if (!entry.isDirectory()) found.add(path);
  }
}

/** `**` is any number of folders, also none; links to folders are not followed, as they may lead in circles. */
async function walkDeep(
  folder: string,
  entries: readonly Dirent[],
  rest: readonly string[],
  found: Set<string>,
): Promise<void> {
  await walk(folder, rest.length === 0 ? ['*'] : rest, found);
  for (const entry of entries) {
    if (!entry.isDirectory() || notEntered.test(entry.name)) continue;
    await walk(join(folder, entry.name), ['**', ...rest], found);
  }
}

/** A folder that is none, or cannot be listed, has nothing that matches. */
async function list(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function matcher(part: string): RegExp {
  const pattern = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${part.startsWith('.') ? '' : '(?!\\.)'}${pattern}$`, 'su');
}
