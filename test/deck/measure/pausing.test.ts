import { describe, expect, it } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { pausingOf } from '../../../deck/measure/pausing.ts';
import { silentReporter } from '../../../targets/steps.ts';
import type { LegControls, Target } from '../../../targets/target.ts';

const options = { report: silentReporter, signal: new AbortController().signal };
const chain = resolveChain({ name: 'sensors' }, 'chain.config.ts');

/** Two generators, and what they were scaled to. */
function targetWith(controls?: LegControls): { target: Target; scaled: number[] } {
  const scaled: number[] = [];
  const scale = (replicas: number): Promise<void> => {
    scaled.push(replicas);
    return Promise.resolve();
  };
  const state = () => Promise.resolve({ replicas: 2 });
  return { target: { state, scale, controls } as unknown as Target, scaled };
}

describe('generators at rest', () => {
  it('are none, and then as many as before, where the legs are not ours', async () => {
    const { target, scaled } = targetWith();
    const pausing = await pausingOf(target, chain);
    await pausing?.pause(options);
    await pausing?.resume(options);
    expect(scaled).toEqual([0, 2]);
  });

  it('are paused by the target where it can', async () => {
    const controls = {} as LegControls;
    expect(await pausingOf(targetWith(controls).target, chain)).toBe(controls);
  });

  it('go on where they replay files: scaled, they would begin again', async () => {
    const source = { type: 'replay', files: 'data/*.csv', time: 'date', value: 'temp' } as const;
    const replay = resolveChain({ name: 'sensors', generator: { source } }, 'chain.config.ts');
    expect(await pausingOf(targetWith().target, replay)).toBeUndefined();
  });
});
