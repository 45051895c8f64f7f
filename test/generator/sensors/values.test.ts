/** Numbers as text, and the moments of what is measured. */
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { z } from 'zod';
import { OpenBatch } from '../../../generator/batch/openBatch.ts';
import { decimalForm, writeDecimal } from '../../../generator/drawn/digits.ts';
import { kinds } from '../../../generator/sensors/kinds.ts';
import { inverseNormal, normalOf } from '../../../generator/drawn/normal.ts';
import { TimeText } from '../../../generator/drawn/timeText.ts';
import { allKinds, source, startMs, take, written } from './useSensors.ts';

function decimalText(scaled: number, decimals: number): string {
  const { bytes, view } = new OpenBatch(64);
  return bytes.toString('latin1', 0, writeDecimal(view, 0, scaled, decimalForm(decimals)));
}

it('writes a number as JSON.stringify does', () => {
  const scaled = fc.oneof(
    fc.integer({ min: -20_000, max: 20_000 }),
    fc.integer(),
    fc.integer({ min: -(10 ** 15), max: 10 ** 15 }),
  );
  fc.assert(
    fc.property(scaled, fc.integer({ min: 0, max: 6 }), (n, decimals) => {
      expect(decimalText(n, decimals)).toBe(JSON.stringify(n / 10 ** decimals));
    }),
    { numRuns: 20_000 },
  );
  for (let n = -30_000; n <= 30_000; n++) {
    for (const decimals of [0, 1, 2, 4]) {
      if (decimalText(n, decimals) !== JSON.stringify(n / 10 ** decimals)) {
        expect(decimalText(n, decimals)).toBe(JSON.stringify(n / 10 ** decimals));
      }
    }
  }
});

it('writes an instant as toISOString does, whatever came before it', () => {
  const instants = fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 5_000 }).map((ms) => startMs + ms),
      fc
        .date({
          min: new Date('0000-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        })
        .map(Number),
    ),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(instants, (all) => {
      const time = new TimeText();
      for (const ms of all) {
        time.set(ms);
        const text = Buffer.from(Float64Array.of(time.first, time.second, time.third).buffer);
        expect(text.toString('latin1')).toBe(new Date(ms).toISOString());
      }
    }),
  );
});

const readingSchema = z.strictObject({
  sensor: z.string().min(1),
  kind: z.enum(allKinds),
  value: z.number(),
  unit: z.string().min(1),
  event_time: z.iso.datetime({ precision: 3 }),
});

it('1,000,000 readings of all seeds and rates are JSON, and readings', { timeout: 120_000 }, () => {
  for (let run = 0; run < 50; run++) {
    const options = {
      seed: run * 7_919,
      ratePerSecond: 10 ** (run % 7),
      startMs: startMs + run * 7_654_321_000,
      source: source({ sensors: 3 ** (run % 11), skew: run % 4 === 3 ? 1 : 0 }),
    };
    for (const { value } of written(options, [20_000], { capacity: 500_000 }).seen) {
      const reading: unknown = JSON.parse(value);
      if (!readingSchema.safeParse(reading).success || JSON.stringify(reading) !== value) {
        expect(value).toBe('a reading');
      }
    }
  }
});

function momentsOf(values: readonly number[]): { mean: number; stddev: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stddev: Math.sqrt(squares / values.length) };
}

it('inverts the normal distribution', () => {
  for (const [p, z] of [
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.001, -3.090232306167813],
    [1e-9, -5.997807015],
  ] as const) {
    expect(inverseNormal(p)).toBeCloseTo(z, 6);
  }
  const values = Array.from({ length: 2 ** 20 }, (_, i) => normalOf(i * 4_096));
  const { mean, stddev } = momentsOf(values);
  expect(mean).toBeCloseTo(0, 4);
  expect(stddev).toBeCloseTo(1, 3);
  expect(values).toEqual([...values].sort((a, b) => a - b));
});

it('has the mean and the standard deviation that `measure` asks for, within 1 %', () => {
  for (const [mean, stddev, decimals] of [
    [230, 5, 2],
    [-40, 12.5, 3],
    [1_000_000, 20_000, 0],
    [0.5, 0.01, 6],
  ] as const) {
    const measure = { kind: 'voltage', unit: 'V', mean, stddev, decimals };
    const values = take({ source: source({ measure }) }, 200_000).map(({ value }) => value!);
    const seen = momentsOf(values);
    expect(Math.abs(seen.mean / mean - 1)).toBeLessThan(0.01);
    expect(Math.abs(seen.stddev / stddev - 1)).toBeLessThan(0.01);
    // Draws are independent: no reading tells anything about the sensor's next one.
    const pairs = values.slice(0, -10).map((value, i) => (value - mean) * (values[i + 10]! - mean));
    expect(Math.abs(momentsOf(pairs).mean / stddev ** 2)).toBeLessThan(0.01);
  }
});

/** Of value noise with the weights 3t² − 2t³ at a random place: ∫ s² + (1 − s)² dt = 26/35, of numbers with variance 1/3. */
const variancePerOctave = 26 / 35 / 3;
/** Octaves of 1/2, 1/4, 1/8 and 1/16, scaled by 1/0.9375. */
const weatherVariance =
  variancePerOctave * [1, 2, 3, 4].reduce((sum, k) => sum + (2 ** -k / 0.9375) ** 2, 0);

it.each(allKinds)('%s has the moments that its kind says, within one percent', (name) => {
  const kind = kinds[name];
  // Over so many sensors and a whole day: all phases of cycle and weather.
  const run = {
    source: source({ sensors: 40_009, kinds: [name] }),
    ratePerSecond: 160_036 / 86_400,
  };
  const seen = momentsOf(take(run, 160_036).map(({ value }) => value!));
  const expected = expectedOf(name);
  expect(Math.abs(seen.mean / expected.mean - 1)).toBeLessThan(0.01);
  expect(Math.abs(seen.stddev / expected.stddev - 1)).toBeLessThan(0.01);
  expect(seen.mean).toBeGreaterThan(kind.range[0]);
});

/**
 * The sum of independent parts: average (uniform), cycle (a cosine of uniform phase, its size uniform between half and
 * whole), weather and jitter (uniform); where the range cuts it, the cut normal distribution of the weather's part would
 * be an approximation, so the moments are taken from draws of these parts by another generator of numbers.
 */
function expectedOf(name: (typeof allKinds)[number]): { mean: number; stddev: number } {
  const { average, dailySwing, weather, jitter, range } = kinds[name];
  const exact = {
    mean: (average[0] + average[1]) / 2,
    stddev: Math.sqrt(
      (average[1] - average[0]) ** 2 / 12 +
        (dailySwing ** 2 * (7 / 12)) / 2 +
        weather ** 2 * weatherVariance +
        jitter ** 2 / 3,
    ),
  };
  let state = 12_345;
  const uniform = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const noise = () => {
    const t = uniform();
    const s = t * t * (3 - 2 * t);
    return (1 - s) * (uniform() * 2 - 1) + s * (uniform() * 2 - 1);
  };
  const draw = () =>
    average[0] +
    (average[1] - average[0]) * uniform() +
    dailySwing * (0.5 + uniform() / 2) * Math.cos(2 * Math.PI * uniform()) +
    (weather * (noise() / 2 + noise() / 4 + noise() / 8 + noise() / 16)) / 0.9375 +
    jitter * (uniform() * 2 - 1);
  const draws = Array.from({ length: 400_000 }, draw);
  const whole = momentsOf(draws);
  expect(whole.mean / exact.mean).toBeCloseTo(1, 2);
  expect(whole.stddev / exact.stddev).toBeCloseTo(1, 2);
  return momentsOf(draws.map((value) => Math.min(range[1], Math.max(range[0], value))));
}
