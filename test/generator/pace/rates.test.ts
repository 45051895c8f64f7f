/** Rates that a definition asks for. */
import { expect, it } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { Pace } from '../../../generator/pace/rates.ts';
import { FakeClock } from './fakeClock.ts';

function paceOf(generator: object): Pace {
  return new Pace(resolveChain({ name: 'test', generator }, 'the test').generator);
}

const replay = { type: 'replay', files: 'x.csv' };

it.each([
  ['random sensors', {}, 250.04, 250],
  ['random sensors at max', {}, 'max', null],
  ['rows without a time', { source: replay }, 5, 5],
  ['rows without a time, as fast as possible', { source: { ...replay, speed: 'max' } }, 5, null],
  ['rows with a time', { source: { ...replay, time: 'at' } }, 5, null],
])('%s are asked for at a rate, or at none', (_, fields, rate, asked) => {
  expect(paceOf({ ...fields, rate }).askedPerSecond).toBe(asked);
});

it('the rate that is asked for is that of now, once the pace began', async () => {
  const load = { shape: 'ramp', from: 1, to: 3, over: '10s' };
  const pace = paceOf({ rate: 100, load });
  const clock = new FakeClock();
  expect(pace.askedPerSecond).toBe(100);
  const pacer = pace.begin({ clock });
  const { signal } = new AbortController();
  while (clock.nowMs() < 5_000) await Promise.all([pacer.tick(signal), clock.pass(20)]);
  expect(pace.askedPerSecond).toBeCloseTo(200, -1);
});
