import type { Stage } from '../stage.ts';
import { Skipped } from './play.ts';
export function fillDisk(_stage: Stage, _forMs: number, _signal: AbortSignal): Promise<void> {
  throw new Skipped('not yet');
}
