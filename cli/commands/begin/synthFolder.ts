/** The folder of manifests: written only where it is empty or ours, and cleared only of what synth wrote. */
import { cp, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { CourantError } from '../../../chain/errors.ts';

/** Where synth writes: the profile `laptop` to the folder itself, `production` below it (main.ts). */
const places = ['', 'production'] as const;
/** A chart a file; in the order in which they are applied. */
const manifestName = /^\d{4}-(namespace|kafka|generator|spark|metrics)\.k8s\.yaml$/;
const mark = /^ +app\.kubernetes\.io\/name: courant$/m;

export interface Written {
  /** By their paths below the folder, sorted. */
  readonly files: readonly string[];
  /** Of an earlier synth, which this one did not make; gone now. */
  readonly removed: readonly string[];
}

/**
 * Paths below the folder of the manifests that an earlier synth wrote there.
 * @param written the folder as the user wrote it
 * @throws CourantError COURANT_FOLDER_NOT_EMPTY where others' files would be written over or lie alone
 */
export async function ownManifests(folder: string, written: string): Promise<string[]> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) throw refused(`"${written}" is a file`, []);
  const entries = await readdir(folder);
  const paths = (await Promise.all(places.map((place) => manifestsIn(folder, place)))).flat();
  const foreign = paths.filter(({ isOwn }) => !isOwn).map(({ path }) => path);
  if (foreign.length > 0) {
    throw refused(`the folder "${written}" has manifests that synth did not write`, foreign);
  }
  if (entries.length > 0 && paths.length === 0) {
    throw refused(`the folder "${written}" is not empty, and synth did not write it`, entries);
  }
  return paths.map(({ path }) => path);
}

async function manifestsIn(folder: string, place: string) {
  const names = (await readdir(join(folder, place)).catch(() => [])).filter((name) =>
    manifestName.test(name),
  );
  return Promise.all(
    names.map(async (name) => {
      const path = join(place, name);
      return { path, isOwn: await isMarked(join(folder, path)) };
    }),
  );
}

/** Every object that the constructs make carries the label. */
async function isMarked(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split(/^---$/m).every((object) => mark.test(object));
}

/** Puts what was made in the place of what an earlier synth left. */
export async function replaceManifests(
  folder: string,
  made: string,
  earlier: readonly string[],
): Promise<Written> {
  const files = (await readdir(made, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(made, join(entry.parentPath, entry.name)))
    .sort();
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(made, file), join(folder, file));
  }
  const removed = earlier.filter((file) => !files.includes(file));
  for (const file of removed) await rm(join(folder, file));
  return { files, removed };
}

function refused(message: string, entries: readonly string[]): CourantError {
  const shown = entries.slice(0, 3).join(', ');
  return new CourantError({
    code: 'COURANT_FOLDER_NOT_EMPTY',
    message,
    details: entries.length === 0 ? [] : [`it holds ${shown}${entries.length > 3 ? ', …' : ''}`],
    left: 'nothing was written',
    hint: 'name an empty folder: courant synth --output manifests',
  });
}
