/** A committed list of jars: what each must be, byte for byte. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface PinnedJar {
  readonly sha256: string;
  readonly bytes: number;
  readonly name: string;
}

/** Reads a list: one `sha256  bytes  name` a line, sorted by name. */
export async function readJarList(path: string): Promise<readonly PinnedJar[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [sha256 = '', bytes = '', name = ''] = line.split(/ +/);
      return { sha256, bytes: Number(bytes), name };
    });
}

/** Jars that are missing or of another size: cheap enough for every start. */
export async function incompleteJars(
  folder: string,
  jars: readonly PinnedJar[],
): Promise<readonly PinnedJar[]> {
  const sizes = jars.map(({ name }) =>
    stat(join(folder, name)).then(
      ({ size }) => size,
      () => -1,
    ),
  );
  const found = await Promise.all(sizes);
  return jars.filter(({ bytes }, index) => found[index] !== bytes);
}

/** Jars whose bytes are not those of the list, missing ones among them. */
export async function damagedJars(
  folder: string,
  jars: readonly PinnedJar[],
): Promise<readonly PinnedJar[]> {
  const damaged: PinnedJar[] = [];
  for (const jar of jars) {
    const sha256 = await sha256Of(join(folder, jar.name)).catch(() => undefined);
    if (sha256 !== jar.sha256) damaged.push(jar);
  }
  return damaged;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
