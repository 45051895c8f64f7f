import { expect, it } from 'vitest';
import fc from 'fast-check';
import { loadOf } from '../../../generator/pace/load.ts';
import { Pacer, tickMs } from '../../../generator/pace/pacer.ts';
import type { Clock } from '../../../generator/pace/clock.ts';

const never = new AbortController().signal;

/** A clock whose sleeps take as long as they say, and a bit more as `late` tells. */
class LateClock implements Clock {
  now = 0;
  readonly #late: () => number;

  constructor(late: () => number = () => 0) {
    this.#late = late;
  }

  nowMs(): number {
    return this.now;
  }

  sleep(ms: number): Promise<void> {
    this.now += ms + this.#late();
    return Promise.resolve();
  }

  after(): () => void {
    return () => undefined;
  }
}

function constant(ratePerSecond: number) {
  return loadOf({ shape: 'constant' }, ratePerSecond);
}

interface Tick {
  readonly atMs: number;
  readonly count: number;
}

async function emit(pacer: Pacer, clock: LateClock, untilMs: number): Promise<Tick[]> {
  const ticks: Tick[] = [];
  while (clock.now < untilMs) {
    await pacer.tick(never);
    const count = Math.max(0, pacer.due);
    pacer.take(count);
    ticks.push({ atMs: clock.now, count });
  }
  return ticks;
}

function total(ticks: readonly Tick[]): number {
  return ticks.reduce((sum, { count }) => sum + count, 0);
}

const rates = fc.oneof(
  fc.double({ min: 0.1, max: 50, noNaN: true }),
  fc.integer({ min: 50, max: 1_000_000 }),
);
const lateness = fc.array(fc.double({ min: 0, max: 30, noNaN: true }), {
  minLength: 1,
  maxLength: 50,
});

it('is never off by more than one reading, over any span, however late its ticks come', async () => {
  await fc.assert(
    fc.asyncProperty(rates, lateness, async (ratePerSecond, late) => {
      let i = 0;
      const clock = new LateClock(() => late[i++ % late.length]!);
      const pacer = new Pacer({ clock, load: constant(ratePerSecond) });
      let sum = 0;
      for (const { atMs, count } of await emit(pacer, clock, 3_000)) {
        sum += count;
        const ideal = (atMs * ratePerSecond) / 1_000;
        expect(sum).toBeLessThanOrEqual(ideal + 1e-3);
        expect(sum).toBeGreaterThan(ideal - 1 - 1e-3);
      }
    }),
  );
});

it('repays a stall at half the rate on top: no tick and no second emits more', async () => {
  const stalls = fc.integer({ min: 200, max: 60_000 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 100_000 }),
      stalls,
      async (ratePerSecond, stallMs) => {
        const clock = new LateClock();
        const pacer = new Pacer({ clock, load: constant(ratePerSecond) });
        await emit(pacer, clock, 1_000);
        clock.now += stallMs;
        const ticks = await emit(pacer, clock, clock.now + 3 * stallMs + 1_000);
        const share = (ratePerSecond * tickMs(ratePerSecond)) / 1_000;
        // The first tick after the stall cannot know how long it was meant to be: one and a half times 40 ms more.
        for (const { count } of ticks.slice(1)) {
          expect(count).toBeLessThanOrEqual(Math.ceil(Math.max(1, share * 1.5)) + 1);
        }
        for (let i = 0; i < ticks.length; i++) {
          const second = ticks.filter(
            ({ atMs }) => atMs >= ticks[i]!.atMs && atMs < ticks[i]!.atMs + 1_000,
          );
          expect(total(second)).toBeLessThanOrEqual(ratePerSecond * 1.6 + 2);
          if (ticks.length > 200) i += 50;
        }
        // The debt is paid: event times are at the wall clock again.
        const all = Math.floor((clock.now * ratePerSecond) / 1_000);
        expect(pacer.positionMs).toBeCloseTo(clock.now, 0);
        expect(pacer.due).toBeLessThanOrEqual(1);
        expect(all).toBeGreaterThan(0);
      },
    ),
    { numRuns: 40 },
  );
});

it('sleeps until something is due, not tick by tick', async () => {
  const clock = new LateClock();
  const pacer = new Pacer({ clock, load: constant(2) });
  await pacer.tick(never);
  expect(clock.now).toBe(500);
  expect(pacer.due).toBe(1);
});

it('lets a reading with its own time go when that time has come', async () => {
  const clock = new LateClock();
  const pacer = new Pacer({ clock, load: constant(1_000) });
  await pacer.tick(never, 730);
  expect(pacer.positionMs).toBe(730);
});

it('ends exactly where it should', async () => {
  await fc.assert(
    fc.asyncProperty(
      rates,
      fc.integer({ min: 100, max: 3_000 }),
      lateness,
      async (rate, endMs, late) => {
        let i = 0;
        const clock = new LateClock(() => late[i++ % late.length]!);
        const pacer = new Pacer({ clock, load: constant(rate), endMs });
        const ticks: Tick[] = [];
        while (!pacer.isOver) ticks.push(...(await emit(pacer, clock, clock.now + 1)));
        expect(Math.abs(total(ticks) - (endMs * rate) / 1_000)).toBeLessThanOrEqual(1);
      },
    ),
  );
});
