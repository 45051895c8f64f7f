/** Which files a replay reads. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { endings, isGlob, layoutOf } from '../../../chain/replayFiles.ts';
import type { FileLayout } from '../../../chain/replayFiles.ts';
import { nearest } from '../../../chain/words/nearest.ts';
import { quote } from '../../../chain/words/quote.ts';
import { glob } from './glob.ts';
import { invalid } from '../invalid.ts';
import type { Notes } from '../notes.ts';

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** As it is shown: from the folder of the definition where it lies within. */
  readonly shown: string;
  readonly kind: FileLayout;
  readonly size: number;
}

const shownEndings = endings.join(', ');

/**
 * The files in the order of their names.
 * @param files a file, a folder (the files directly in it) or a glob; relative to `folder`
 * @throws CourantError COURANT_REPLAY_INVALID
 */
export async function findFiles(
  files: string,
  folder: string,
  notes: Notes,
): Promise<readonly FoundFile[]> {
  const path = resolve(folder, files);
  const show = (absolute: string) => shownFrom(folder, absolute);
  const found = await stat(path).catch(async (error: unknown) => {
    if (isGlob(files) && isMissing(error)) return undefined;
    throw isMissing(error) ? await missing(files, path) : unreadable(files, error);
  });
  // A file may be called like a glob: what is there counts.
  if (found !== undefined && !found.isDirectory()) return [await check(path, show(path))];
  const candidates = found === undefined ? await glob(path) : await inFolder(path);
  const usable = candidates.filter((one) => layoutOf(one) !== undefined).sort();
  noteOthers(candidates, usable, notes);
  if (usable.length === 0) throw await nothingFound(files, path);
  return Promise.all(usable.map((one) => check(one, show(one))));
}

function shownFrom(folder: string, path: string): string {
  const inside = relative(folder, path);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}

async function inFolder(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw invalid({
      message: `the folder ${quote(path)} cannot be read: ${reasonOf(cause)}`,
      hint: 'check its permissions',
      cause,
    });
  });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(path, entry.name));
}

function noteOthers(all: readonly string[], used: readonly string[], notes: Notes): void {
  const others = all.filter((path) => !used.includes(path)).map((path) => quote(basename(path)));
  if (others.length === 0 || used.length === 0) return;
  const shown = others.slice(0, 3).join(', ');
  const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
  notes.once(
    'others',
    () => `not replayed, as their names do not end in ${shownEndings}: ${shown}${more}`,
  );
}

async function check(path: string, shown: string): Promise<FoundFile> {
  const found = await stat(path).catch(async (error: unknown) => {
    throw isMissing(error) ? await missing(shown, path) : unreadable(shown, error);
  });
  if (!found.isFile()) {
    throw invalid({
      message: `${quote(shown)} is ${whatIs(found)}, not a file`,
      hint: 'name a file, a folder or a glob in generator.source.files',
    });
  }
  const kind = layoutOf(path);
  if (kind === undefined) throw unknownEnding(shown);
  return { path, shown, kind, size: found.size };
}

function whatIs(found: Awaited<ReturnType<typeof stat>>): string {
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return found.isDirectory() ? 'a folder' : 'a device';
}

function unknownEnding(shown: string) {
  const isPacked = /\.(gz|zip|xz|bz2|zst)$/i.test(shown);
  return invalid({
    message: `${quote(shown)} does not end in ${shownEndings}`,
    hint: isPacked ? 'unpack it first' : 'name another file, or rename it after what it holds',
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The system's own word, without the path that Node repeats. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/, \w+( '.*)?$/s, '');
}

function unreadable(shown: string, cause: unknown) {
  const message = `${quote(shown)} cannot be read: ${reasonOf(cause)}`;
  return invalid({ message, hint: 'check its permissions', cause });
}

async function missing(files: string, path: string) {
  const names = await readdir(dirname(path)).catch(() => []);
  const meant = nearest(basename(path), names);
  return invalid({
    message: `there is no file ${quote(files)}`,
    details: [`looked for ${path}`],
    hint:
      meant === undefined
        ? 'name a file, a folder or a glob in generator.source.files'
        : `did you mean ${quote(join(dirname(files), meant))}?`,
  });
}

async function nothingFound(files: string, path: string) {
  const folder = isGlob(path) ? dirname(path) : path;
  const names = await readdir(folder).catch(() => undefined);
  const meant = nearest(basename(path), names ?? []);
  return invalid({
    message: `no file to replay is found by ${quote(files)}`,
    details: [
      names === undefined
        ? `there is no folder ${quote(folder)}`
        : `in ${quote(folder)}: ${names.slice(0, 10).map(quote).join(', ') || 'nothing'}`,
    ],
    hint:
      meant === undefined
        ? `put a file that ends in ${shownEndings} there, or change generator.source.files`
        : `did you mean ${quote(meant)}?`,
  });
}
