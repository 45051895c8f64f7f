/** Faults as they are written: what the log says is what lies in the records, no more and no less. */
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { open, source, startMs, written } from '../sensors/useSensors.ts';
import type { Run } from '../sensors/useSensors.ts';
import {
  expectToGoOn,
  found,
  least,
  plan,
  sorted,
  Truth,
  withoutOversized,
} from './foundFaults.ts';

/** The records' clock goes with event time, as it does in a generator that runs. */
function clocked(run: Run, count: number, capacity = 100_000) {
  const truth = new Truth();
  const target = written({ ...run, truth }, [count], { capacity, nowMs: () => startMs + 60_000 });
  return { truth, target };
}

it.each([0, 0.7, 2])(
  'finds each where the log says, and nothing else, with a skew of %f',
  (skew) => {
    for (const sensors of [1, 7, 100]) {
      const run = { source: source({ sensors, skew }), faults: plan(), ratePerSecond: 1_000 };
      const { truth, target } = clocked(run, 20_000);
      expect(sorted(found(target))).toEqual(sorted(truth.noted));
      for (let partition = 0; partition < 4; partition++) {
        // What orders the lanes is the regular time.
        expect(target.told[partition]).toEqual([...target.told[partition]!].sort((a, b) => a - b));
      }
    }
  },
);

it('hits as many as the rates say', () => {
  const { truth } = clocked({ faults: plan(), source: source({ sensors: 100 }) }, 400_000);
  const malformed = withoutOversized.reduce((sum, kind) => sum + truth.of(kind).length, 0);
  for (const [seen, rate] of [
    [truth.of('late').length, 0.05],
    [truth.of('doubled').length, 0.04],
    [truth.of('withheld').length, 0.03],
    [malformed, 0.06],
  ] as const) {
    expect(Math.abs(seen / 400_000 / rate - 1)).toBeLessThan(0.03);
  }
  for (const kind of withoutOversized) {
    expect(
      Math.abs((truth.of(kind).length * withoutOversized.length) / malformed - 1),
    ).toBeLessThan(0.07);
  }
});

it('hits half of all when the rates add up to that, and every other reading stays good', () => {
  const faults = { late: plan().late, withheld: { rate: 0.45 } };
  const { truth } = clocked({ faults, source: source({ sensors: 50 }) }, 100_000);
  expect(truth.noted.size).toBe(50_000);
});

it('leaves every other reading as it is without faults', () => {
  const run = { source: source({ sensors: 30 }), ratePerSecond: 1_000 };
  const plain = written(run, [5_000]);
  const { truth, target } = clocked({ ...run, faults: plan() }, 5_000);
  const good = target.seen.filter(({ partition, seq }) => !truth.noted.has(`${partition}/${seq}`));
  const values = new Set(plain.seen.map(({ value }) => value));
  for (const { value } of good) expect(values.has(value)).toBe(true);
});

it('other seeds hit other readings; the same one the same', () => {
  const late = (seed?: number) =>
    clocked({ faults: { late: { ...plan().late!, seed } } }, 3_000).truth.of('late');
  expect(late()).toEqual(late());
  expect(late(7)).toEqual(late(7));
  expect(late(7)).not.toEqual(late(8));
});

it('late ones lie back by what was asked for', () => {
  for (const distribution of ['uniform', 'exponential'] as const) {
    const late = { rate: 0.3, least, most: 120_000, distribution };
    const run = {
      faults: { late },
      source: source({ sensors: 10 }),
      ratePerSecond: 1_000,
      partitions: 1,
    };
    const { truth, target } = clocked(run, 40_000);
    const delays = target.seen.flatMap(({ seq, value }, position) => {
      if (!truth.noted.has(`0/${seq}`)) return [];
      const { event_time } = JSON.parse(value) as { event_time: string };
      return [target.told[0]![position - 10]! - Date.parse(event_time)];
    });
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...delays)).toBeLessThanOrEqual(120_000);
    const mean = delays.reduce((sum, ms) => sum + ms, 0) / delays.length;
    // An exponential delay that is cut at five means has a mean of 1 − e⁻⁵ of them.
    const expected = distribution === 'uniform' ? 50_000 : 20_000 * (1 - Math.exp(-5));
    expect(Math.abs((mean - least) / expected - 1)).toBeLessThan(0.04);
  }
});

it('an oversized record is larger than a broker takes, compressed too', async () => {
  const { gzipSync } = await import('node:zlib');
  const faults = { malformed: { rate: 0.5, kinds: ['oversized' as const] } };
  const { truth, target } = clocked({ faults, source: source({ sensors: 1 }) }, 6);
  expect(truth.of('oversized')).toHaveLength(3);
  expect(sorted(found(target))).toEqual(sorted(truth.noted));
  for (const record of target.seen.filter(({ value }) => value.length > 10_000)) {
    expect(gzipSync(record.value, { level: 9 }).length).toBeGreaterThan(2 ** 20);
  }
});

it('goes on from anywhere: no gap, no double, the same truth', () => {
  fc.assert(
    fc.property(
      fc.record({
        sensors: fc.integer({ min: 1, max: 60 }),
        skew: fc.constantFrom(0, 1),
        hasFaults: fc.boolean(),
        until: fc.integer({ min: 1, max: 1_500 }),
        checkpoint: fc.integer({ min: 0, max: 1_500 }),
        parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      }),
      ({ sensors, skew, hasFaults, until, checkpoint, parts }) => {
        const count = 2_000;
        const run: Run = {
          source: source({ sensors, skew }),
          ratePerSecond: 1_000,
          faults: hasFaults ? plan() : {},
          count,
        };
        expectToGoOn((options) => open({ ...run, ...options }), {
          count,
          until,
          checkpoint,
          parts,
        });
      },
    ),
    { numRuns: 150 },
  );
});
