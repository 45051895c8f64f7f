/** Room on the disk: a full one shows late, in the middle of a run, and in words of Kafka's. */
import { statfs } from 'node:fs/promises';
import { CourantError } from '../../chain/errors.ts';
import { formatSize } from '../../chain/words/quantity.ts';

/** Kafka's logs and Spark's checkpoints of some minutes. */
export const roomNeededBytes = 256 * 2 ** 20;

/** Bytes that may still be written; `undefined` where the file system does not tell. */
export async function roomBytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found === undefined ? undefined : found.bavail * found.bsize;
}

/** @throws CourantError COURANT_FOLDER_UNUSABLE */
export async function assertRoom(folder: string): Promise<void> {
  const room = await roomBytes(folder);
  if (room === undefined || room >= roomNeededBytes) return;
  throw new CourantError({
    code: 'COURANT_FOLDER_UNUSABLE',
    message: `"${folder}" has ${formatSize(room)} of room left; a chain needs ${formatSize(roomNeededBytes)}`,
    left: 'nothing was started',
    hint: 'free some space, or move the chain to another disk',
  });
}
