/** No room on the disk for a while. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from '../stage.ts';
import { Skipped } from './play.ts';

export async function fillDisk(stage: Stage, forMs: number, signal: AbortSignal): Promise<void> {
  const { volume } = stage;
  const broker = (await stage.leg('kafka'))?.process ?? undefined;
  await volume.fill(broker).catch((error: unknown) => {
    throw new Skipped(error instanceof Error ? error.message : String(error));
  });
  await pause(forMs, undefined, { signal }).catch(() => undefined);
  await volume.free(broker).catch(() => undefined);
}
