/** Load shapes: the integral of the rate, and its inverse. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Load as LoadSettings } from '../../../chain/chain.ts';
import { loadOf } from '../../../generator/pace/load.ts';

const span = fc.integer({ min: 100, max: 1_000_000 });
const factor = fc.double({ min: 0, max: 20, noNaN: true });
const shapes: fc.Arbitrary<LoadSettings> = fc.oneof(
  fc.constant({ shape: 'constant' as const }),
  fc.record({ shape: fc.constant('ramp' as const), from: factor, to: factor, over: span }),
  fc.record({ shape: fc.constant('burst' as const), factor, every: span, lasting: span }),
  fc.record({
    shape: fc.constant('sine' as const),
    amplitude: fc.double({ min: 0, max: 1, noNaN: true }),
    period: span,
  }),
  fc.record({
    shape: fc.constant('steps' as const),
    steps: fc.array(fc.record({ factor, lasting: span }), { minLength: 1, maxLength: 5 }),
    then: fc.constantFrom('repeat' as const, 'stay' as const, 'end' as const),
  }),
);
const rates = fc.oneof(
  fc.double({ min: 0.1, max: 50, noNaN: true }),
  fc.integer({ min: 50, max: 1_000_000 }),
);

it('timeOf is the inverse of dueBy, both ways', () => {
  fc.assert(
    fc.property(shapes, rates, fc.double({ min: 0, max: 1, noNaN: true }), (shape, rate, part) => {
      const load = loadOf(shape, rate);
      const ms = part * Math.min(load.endMs, 5_000_000);
      const due = load.dueBy(ms);
      // Rates are 0.1 a second at least: so far may times lie apart whose due readings differ by the last bits.
      expect(Math.abs(load.timeOf(due) - ms)).toBeLessThan(0.01 + due * 1e-10);
      expect(Math.abs(load.dueBy(load.timeOf(due)) - due)).toBeLessThan(1e-6 + due * 1e-12);
    }),
    { numRuns: 2_000 },
  );
});

it('never falls, and rises by what the rate says', () => {
  fc.assert(
    fc.property(
      shapes,
      rates,
      fc.double({ min: 0, max: 3_000_000, noNaN: true }),
      (shape, rate, ms) => {
        const load = loadOf(shape, rate);
        const more = load.dueBy(ms + 0.01) - load.dueBy(ms);
        expect(more).toBeGreaterThanOrEqual(-1e-6);
        const between = [load.rateAt(ms), load.rateAt(ms + 0.01)];
        expect(more).toBeGreaterThanOrEqual((Math.min(...between) * 0.01) / 1_000 - 1e-3);
        expect(more).toBeLessThanOrEqual(
          (Math.max(...between) * 0.01) / 1_000 + 1e-3 + (rate * 20) / 1e5,
        );
        if (ms < load.endMs) {
          expect(load.rateAt(ms)).toBeGreaterThanOrEqual(0.1 - 1e-9);
          expect(load.rateAt(ms)).toBeLessThanOrEqual(1_000_000 + 1e-3);
        }
      },
    ),
  );
});

describe('each shape', () => {
  it('constant', () => {
    const load = loadOf({ shape: 'constant' }, 250);
    expect(load.dueBy(10_000)).toBe(2_500);
    expect(load.endMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('ramp: a triangle, then it stays', () => {
    const load = loadOf({ shape: 'ramp', from: 1, to: 3, over: 10_000 }, 100);
    expect(load.rateAt(5_000)).toBeCloseTo(200);
    expect(load.dueBy(10_000)).toBeCloseTo(2_000);
    expect(load.dueBy(11_000)).toBeCloseTo(2_300);
  });

  it('burst: the first one comes after one time between bursts', () => {
    const load = loadOf({ shape: 'burst', factor: 10, every: 1_000, lasting: 100 }, 100);
    expect([0, 999, 1_000, 1_099, 1_100, 2_050].map((ms) => load.rateAt(ms))).toEqual([
      100, 100, 1_000, 1_000, 100, 1_000,
    ]);
    expect(load.dueBy(3_000)).toBeCloseTo(100 + 2 * (100 + 90));
  });

  it('sine: as many in a whole period as at a constant rate', () => {
    const load = loadOf({ shape: 'sine', amplitude: 1, period: 8_000 }, 1_000);
    expect(load.rateAt(2_000)).toBeCloseTo(1_999.9, 3);
    expect(load.dueBy(16_000)).toBeCloseTo(16_000);
  });

  it('steps: again, or on, or to the end', () => {
    const steps = [
      { factor: 1, lasting: 1_000 },
      { factor: 2, lasting: 1_000 },
    ];
    const due = (then: 'repeat' | 'stay' | 'end') =>
      loadOf({ shape: 'steps', steps, then }, 100).dueBy(4_000);
    expect([due('repeat'), due('stay'), due('end')]).toEqual([600, 700, 300]);
    expect(loadOf({ shape: 'steps', steps, then: 'end' }, 100).endMs).toBe(2_000);
  });
});
