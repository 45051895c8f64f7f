import { expect, it } from 'vitest';
import fc from 'fast-check';
import { partitionOf } from '../../../kafka/partitioner.ts';
import { expectToGoOn, found, plan, sorted, Truth } from '../faults/foundFaults.ts';
import { open, source, startMs, take, written } from './useRecords.ts';
import type { Event, Run } from './useRecords.ts';

/** Texts of which some need escapes, several bytes a character, or both. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  fc.constantFrom('"', '\\', '\n', '\u0000', '\u007f', '\u2028', '𝄞', '","data":{"', '}}', ' x '),
);
const name = text.map((one) => `f${one}`).filter((one) => one.trim().toLowerCase() !== 'fn');
const value = text.filter((one) => one.trim() !== '');
const nulls = fc.constantFrom(0, 0.3, 1);

const leaf: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    type: fc.constant('choice'),
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 5 }),
    skew: fc.constantFrom(0, 1.2),
    nulls,
  }),
  fc.record({
    type: fc.constant('choice'),
    count: fc.integer({ min: 1, max: 1_000_000 }),
    prefix: value,
    nulls,
  }),
  fc.record({
    type: fc.constant('number'),
    distribution: fc.constant('uniform'),
    min: fc.double({ min: -1e9, max: 0, noNaN: true }),
    max: fc.double({ min: 0, max: 1e9, noNaN: true }),
    digits: fc.integer({ min: 0, max: 6 }),
    nulls,
  }),
  fc.record({
    type: fc.constant('number'),
    distribution: fc.constant('logNormal'),
    median: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
    sigma: fc.double({ min: 0, max: 10, noNaN: true }),
    digits: fc.integer({ min: 0, max: 6 }),
  }),
  fc.record({ type: fc.constant('sequence'), prefix: value, nulls }),
  fc.record({ type: fc.constant('sequence'), from: fc.integer({ min: 0, max: 1e15 }) }),
  fc.record({ type: fc.constant('boolean'), chance: fc.constantFrom(0, 0.2, 1), nulls }),
  fc.record({
    type: fc.constant('text'),
    words: fc.array(value, { minLength: 1, maxLength: 5 }),
    most: fc.integer({ min: 1, max: 9 }),
    nulls,
  }),
  fc.record({
    type: fc.constant('constant'),
    value: fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
  }),
);

function named(field: fc.Arbitrary<object>): fc.Arbitrary<Record<string, object>> {
  const entries = fc.uniqueArray(fc.tuple(name, field), {
    maxLength: 5,
    selector: ([one]) => one.toLowerCase(),
  });
  return entries.map((all) => Object.fromEntries(all) as Record<string, object>);
}

const object = named(leaf).map((fields) => ({ type: 'object', fields }));
const fields = named(fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 1, arbitrary: object }));

it('whatever fields are called and hold, an event is JSON with each of them', () => {
  fc.assert(
    fc.property(fields, value, value, (own, key, producer) => {
      const user = { type: 'choice', values: [key, `${key}!`] };
      const of = source({ user, ...own });
      for (const record of written({ source: of, producer }, [20]).seen) {
        const event = JSON.parse(record.value) as Event;
        expect(record.value).toBe(JSON.stringify(event));
        expect(Object.keys(event)).toEqual(['sensor', 'event_time', 'data']);
        expect([key, `${key}!`]).toContain(event.sensor);
        expect(record).toMatchObject({ key: event.sensor, producer });
        expect(Object.keys(event.data)).toEqual(Object.keys(own));
      }
    }),
  );
});

it('gives the same records however it is cut into turns and batches', () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      fields,
      chunks,
      fc.nat(2 ** 32 - 1),
      fc.integer({ min: 3_000, max: 9_000 }),
      (own, cut, seed, capacity) => {
        const run = { seed, source: source(own) };
        const total = cut.reduce((sum, size) => sum + size, 0);
        const [one, other] = [written(run, cut, { capacity }), written(run, [total])];
        for (let partition = 0; partition < 4; partition++) {
          expect(one.of(partition)).toEqual(other.of(partition));
        }
        expect(other.seen).toHaveLength(total);
      },
    ),
    { numRuns: 50 },
  );
});

const everyKind = {
  country: { type: 'choice', values: ['DE', 'FR', 'US'], weights: [5, 3, 2] },
  currency: { type: 'lookup', after: 'country', of: { US: 'USD' }, otherwise: 'EUR' },
  price: { type: 'number', distribution: 'normal', mean: 20, stddev: 5, nulls: 0.1 },
  level: { type: 'number', distribution: 'walk', min: 0, max: 100 },
  n: { type: 'sequence' },
  card: { type: 'boolean' },
  note: { type: 'text', words: ['a', 'b', 'c'], nulls: 0.2 },
  device: { type: 'object', nulls: 0.3, fields: { os: { type: 'choice', values: ['x', 'y'] } } },
};

it('an event follows from seed, site and its number alone', () => {
  const whole = take({ source: source(everyKind) }, 600);
  for (const position of [1, 299, 599]) {
    const resumePoint = { position, nextSeqs: [0], reached: [-1], startMs };
    expect(take({ source: source(everyKind), resumePoint }, 1)).toEqual([whole[position]]);
  }
  const other = (run: Run) => take({ source: source(everyKind), ...run }, 600);
  expect(other({})).toEqual(whole);
  expect(other({ seed: 43 })).not.toEqual(whole);
  expect(other({ site: '1' })).not.toEqual(whole);
});

it('writes a record in the partition of its key, with producer and the next number', () => {
  const target = written({}, [1_000]);
  for (let partition = 0; partition < 4; partition++) {
    target.of(partition).forEach((record, seq) => {
      expect(record).toMatchObject({ seq, producer: 'test-0-abcd' });
      expect(partitionOf(Buffer.from(record.key), 4)).toBe(partition);
    });
  }
  expect(new Set(target.seen.map(({ partition }) => partition)).size).toBe(4);
});

it.each([1, 10_000, 10_001, 1_000_000])('numbers %i keys with equally many digits', (count) => {
  const user = { type: 'choice', count, prefix: 'user-' };
  const digits = Math.max(4, String(count - 1).length);
  const seen = new Set<string>();
  for (const record of written({ source: source({ user }) }, [2_000]).seen) {
    expect(record.key).toMatch(new RegExp(`^user-\\d{${digits}}$`));
    expect(Number(record.key.slice(5))).toBeLessThan(count);
    expect((JSON.parse(record.value) as Event).sensor).toBe(record.key);
    seen.add(record.key);
  }
  expect(seen.size).toBeGreaterThan(Math.min(count, 1_500) * 0.9);
});

it('follows the load as sensors do', () => {
  const times = take({ ratePerSecond: 20 }, 40).map(({ event_time }) => Date.parse(event_time));
  expect(times).toEqual(times.map((_, i) => startMs + i * 50));
});

it.each([0, 1.5])(
  'finds each fault where the log says, and nothing else, with a skew of %f',
  (skew) => {
    for (const count of [1, 7, 100]) {
      const user = { type: 'choice', count, prefix: 'u', skew };
      const truth = new Truth();
      const run = { source: source({ ...everyKind, user }), faults: plan(), truth };
      const target = written(run, [20_000], { nowMs: () => startMs + 60_000 });
      expect(sorted(found(target))).toEqual(sorted(truth.noted));
      expect(truth.noted.size).toBeGreaterThan(3_000);
    }
  },
);

it('goes on from anywhere: no gap, no double, the same truth', () => {
  fc.assert(
    fc.property(
      fc.record({
        hasFaults: fc.boolean(),
        until: fc.integer({ min: 1, max: 1_500 }),
        checkpoint: fc.integer({ min: 0, max: 1_500 }),
        parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      }),
      ({ hasFaults, ...cut }) => {
        const count = 2_000;
        const run = { source: source(everyKind), faults: hasFaults ? plan() : {}, count };
        expectToGoOn((options) => open({ ...run, ...options }), { ...cut, count });
      },
    ),
    { numRuns: 60 },
  );
});
