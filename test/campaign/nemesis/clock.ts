import type { Stage } from '../stage.ts';
import { Skipped } from './play.ts';
export function shiftClock(_stage: Stage, _fault: object, _signal: AbortSignal): Promise<void> {
  throw new Skipped('not yet');
}
