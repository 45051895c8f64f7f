/** What cannot be scaled. */
import type { SourceType } from '../chain/chain.ts';
import { CourantError } from '../chain/errors.ts';

/** @throws CourantError COURANT_USAGE for a replay */
export function refuseReplay(source: SourceType, replicas: number): void {
  if (source !== 'replay') return;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `a replay cannot be scaled to ${replicas}: each generator would send the same files again`,
    left: 'nothing was changed',
    hint: 'let it run faster instead: generator.source.speed in chain.config.ts',
  });
}
