/** Space on a disk: what is free, and what a folder takes. A full disk shows late, and in words of Kafka's. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CourantError } from '../../chain/errors.ts';
import { formatSize } from '../../chain/words/quantity.ts';

/** Kafka's logs and Spark's checkpoints of some minutes. */
export const chainDiskBytes = 256 * 2 ** 20;

/** Bytes that may still be written; `undefined` where the file system does not tell. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found === undefined ? undefined : found.bavail * found.bsize;
}

/** @throws CourantError COURANT_FOLDER_UNUSABLE */
export async function assertFreeSpace(folder: string): Promise<void> {
  const free = await freeBytes(folder);
  if (free === undefined || free >= chainDiskBytes) return;
  throw new CourantError({
    code: 'COURANT_FOLDER_UNUSABLE',
    message: `"${folder}" has ${formatSize(free)} of room left; a chain needs ${formatSize(chainDiskBytes)}`,
    left: 'nothing was started',
    hint: 'free some space, or move the chain to another disk',
  });
}

/** How long a size is told again: asking each of hundreds of files takes longer than all the rest of a status. */
const diskUseMs = 5_000;

/** Bytes on disk of a folder, asked for now and then. */
export class DiskUse {
  readonly #folder: string;
  #known: { readonly atMs: number; readonly bytes: Promise<number | null> } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  bytes(): Promise<number | null> {
    const nowMs = performance.now();
    if (this.#known === undefined || nowMs - this.#known.atMs > diskUseMs) {
      this.#known = { atMs: nowMs, bytes: bytesOf(this.#folder) };
    }
    return this.#known.bytes;
  }
}

/** Bytes on disk of everything under a folder; `null` where there is none. */
export async function bytesOf(folder: string): Promise<number | null> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) return null;
  const sizes = await Promise.all(
    entries.map((entry) =>
      // Kafka sets aside room in its index files: what counts is what they take.
      stat(join(entry.parentPath, entry.name)).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
