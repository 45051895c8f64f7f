/** What cannot be scaled. */
import type { SourceType } from '../chain/chain.ts';
import { CourantError } from '../chain/errors.ts';

/** @throws CourantError COURANT_USAGE for a replay, and for a server's events */
export function refuseReplay(source: SourceType, replicas: number): void {
  if (source !== 'replay' && source !== 'sse') return;
  const isReplay = source === 'replay';
  const what = isReplay ? 'a replay' : 'a stream of events';
  const again = `each generator would send the same ${isReplay ? 'files' : 'events'} again`;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `${what} cannot be scaled to ${replicas}: ${again}`,
    left: 'nothing was changed',
    hint: isReplay
      ? 'let it run faster instead: generator.source.speed in chain.config.ts'
      : 'leave it at one generator: courant scale 1',
  });
}
