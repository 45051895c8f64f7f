/** How the generators are brought to rest for a proof that goes to its end, and back. */
import type { ChainDefinition } from '../../chain/chain.ts';
import type { LegControls, Target } from '../../targets/target.ts';
import { isMadeUp } from '../facts/definition.ts';

export type Pausing = Pick<LegControls, 'pause' | 'resume'>;

/**
 * Where the legs are not ours to touch their number is: none of them, and as many again. A replay that is scaled would
 * begin once more, so it goes on.
 * @returns `undefined` where the generators cannot be brought to rest
 */
export async function pausingOf(
  target: Target,
  chain: ChainDefinition,
): Promise<Pausing | undefined> {
  if (target.controls !== undefined) return target.controls;
  if (!isMadeUp(chain)) return undefined;
  const { replicas } = await target.state();
  return {
    pause: (options) => target.scale(0, options),
    resume: (options) => target.scale(replicas, options),
  };
}
