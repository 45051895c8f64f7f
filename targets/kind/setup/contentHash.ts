/** Content hash, the tag of an image: the same sources give the same name, so that nothing is built twice. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { filesUnder } from '../../machine/files.ts';

/** The first 12 hexadecimal digits of the sha256 over names and contents, in the order of the names. */
export function hashOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) {
    const content = files[name] ?? '';
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}

/** Contents of files and of everything in folders, by their path below `root`; what is not there is left out. */
export async function contentsOf(
  root: string,
  paths: readonly string[],
): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const path of paths) {
    for (const file of await filesUnder(join(root, path))) {
      files[relative(root, file).split(sep).join('/')] = await readFile(file);
    }
  }
  return files;
}
