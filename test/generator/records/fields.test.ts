/** What each kind of field draws. The seed is fixed: a distribution that is right stays so. */
import { expect, it } from 'vitest';
import { drawn, source, take } from './useRecords.ts';

function shares(values: readonly unknown[]): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1 / values.length);
  return counts;
}

/** Of shares among n draws: how far they lie from what was asked for, in units of what chance does. */
function chiSquare(
  seen: ReadonlyMap<unknown, number>,
  asked: [unknown, number][],
  n: number,
): number {
  return asked.reduce((sum, [value, share]) => {
    return sum + (((seen.get(value) ?? 0) - share) ** 2 / share) * n;
  }, 0);
}

function momentsOf(values: readonly number[]): { mean: number; stddev: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stddev: Math.sqrt(squares / values.length) };
}

const count = 100_000;

it('a choice draws its values by their weights, and alike without any', () => {
  const values = ['a', 'b', 'c', 'd'];
  const weighted = shares(drawn({ type: 'choice', values, weights: [5, 3, 2, 0] }, count));
  // 2 degrees of freedom: beyond 14 lies one run in a thousand.
  const asked: [string, number][] = [
    ['a', 0.5],
    ['b', 0.3],
    ['c', 0.2],
  ];
  expect(chiSquare(weighted, asked, count)).toBeLessThan(14);
  expect(weighted.has('d')).toBe(false);
  const alike = shares(drawn({ type: 'choice', values }, count));
  expect(
    chiSquare(
      alike,
      values.map((value) => [value, 0.25]),
      count,
    ),
  ).toBeLessThan(16);
});

it.each([40, 2_000])('a skewed choice draws the k-th of %i in proportion to 1 ÷ k^skew', (size) => {
  const field = { type: 'choice', count: size, prefix: 'p-', skew: 1.1 };
  const seen = shares(drawn(field, count));
  const weights = Array.from({ length: size }, (_, k) => (k + 1) ** -1.1);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const asked = weights.slice(0, 20).map((weight, k): [string, number] => {
    return [`p-${String(k).padStart(4, '0')}`, weight / sum];
  });
  // 20 degrees of freedom: beyond 45 lies one run in a thousand.
  expect(chiSquare(seen, asked, count)).toBeLessThan(45);
});

it('a choice may be among numbers, or of true and false', () => {
  expect(new Set(drawn({ type: 'choice', values: [1, 2.5] }, 100))).toEqual(new Set([1, 2.5]));
  expect(new Set(drawn({ type: 'choice', values: [true] }, 10))).toEqual(new Set([true]));
});

it('uniform numbers lie between their limits, each as often, with so many digits', () => {
  const field = { type: 'number', distribution: 'uniform', min: -1, max: 1, digits: 1 };
  const seen = shares(drawn(field, count));
  const asked = Array.from({ length: 21 }, (_, k): [number, number] => [(k - 10) / 10, 1 / 21]);
  expect(seen.size).toBe(21);
  expect(chiSquare(seen, asked, count)).toBeLessThan(45);
  const fine = { type: 'number', distribution: 'uniform', min: 0, max: 1e9, digits: 6 };
  const values = drawn(fine, count) as number[];
  expect(new Set(values).size).toBe(count);
  expect(momentsOf(values).mean / 5e8).toBeCloseTo(1, 2);
  expect(Math.max(...values)).toBeLessThanOrEqual(1e9);
});

it('normal numbers have the mean and the deviation that was asked for, within 1 %', () => {
  for (const [mean, stddev, digits] of [
    [230, 5, 2],
    [-40, 12.5, 3],
    [1e6, 2e4, 0],
  ] as const) {
    const field = { type: 'number', distribution: 'normal', mean, stddev, digits };
    const seen = momentsOf(drawn(field, count) as number[]);
    expect(Math.abs(seen.mean / mean - 1)).toBeLessThan(0.01);
    expect(Math.abs(seen.stddev / stddev - 1)).toBeLessThan(0.01);
  }
  const cut = { type: 'number', distribution: 'normal', mean: 0, stddev: 9, min: -1, max: 2 };
  const values = drawn(cut, 1_000) as number[];
  expect([Math.min(...values), Math.max(...values)]).toEqual([-1, 2]);
});

it('log-normal numbers have the median and the sigma that was asked for, within 1 %', () => {
  const field = { type: 'number', distribution: 'logNormal', median: 25, sigma: 0.8, digits: 4 };
  const values = drawn(field, count) as number[];
  const logs = momentsOf(values.map((value) => Math.log(value)));
  expect(Math.abs(Math.exp(logs.mean) / 25 - 1)).toBeLessThan(0.01);
  expect(Math.abs(logs.stddev / 0.8 - 1)).toBeLessThan(0.01);
});

it('a walk stays within its limits, moves slowly, and is each key’s own', () => {
  const user = { type: 'choice', values: ['a', 'b'] };
  const level = { type: 'number', distribution: 'walk', min: 10, max: 20, over: 5_000, digits: 3 };
  const events = take({ source: source({ user, level }) }, 20_000);
  const of = (key: string) =>
    events.filter(({ sensor }) => sensor === key).map(({ data }) => data['level'] as number);
  const [a, b] = [of('a'), of('b')];
  for (const value of [...a, ...b]) {
    expect(value).toBeGreaterThanOrEqual(10);
    expect(value).toBeLessThanOrEqual(20);
  }
  const distance = (lag: number) =>
    a.slice(lag).reduce((sum, value, i) => sum + Math.abs(value - a[i]!), 0) / (a.length - lag);
  expect(distance(1)).toBeLessThan(distance(1_000) / 20);
  expect(Math.max(...a) - Math.min(...a)).toBeGreaterThan(3);
  expect(a.slice(0, 50)).not.toEqual(b.slice(0, 50));
});

it('a sequence counts from where it says, as a number or as a text', () => {
  expect(drawn({ type: 'sequence', from: 5 }, 3)).toEqual([5, 6, 7]);
  expect(drawn({ type: 'sequence', from: 9_999, prefix: 'o"-' }, 2)).toEqual([
    'o"-9999',
    'o"-10000',
  ]);
});

it('a boolean is true as often as it should be', () => {
  const seen = shares(drawn({ type: 'boolean', chance: 0.2 }, count));
  expect(seen.get(true)).toBeCloseTo(0.2, 2);
  expect(shares(drawn({ type: 'boolean', chance: 1 }, 100)).get(true)).toBeCloseTo(1);
});

it('a text has as many words as it may, of those that it is made of', () => {
  const field = { type: 'text', words: ['one', 'two', '"3"'], least: 2, most: 4 };
  const texts = (drawn(field, count) as string[]).map((text) => text.split(' '));
  const lengths = shares(texts.map(({ length }) => length));
  expect([...lengths.keys()].sort()).toEqual([2, 3, 4]);
  for (const share of lengths.values()) expect(share).toBeCloseTo(1 / 3, 2);
  const words = shares(texts.flat());
  expect([...words.keys()].sort()).toEqual(['"3"', 'one', 'two']);
  for (const share of words.values()) expect(share).toBeCloseTo(1 / 3, 2);
  const skewed = drawn({ ...field, skew: 3 }, 1_000) as string[];
  expect(shares(skewed.flatMap((text) => text.split(' '))).get('one')).toBeGreaterThan(0.8);
});

it.each([
  { type: 'choice', values: ['a'] },
  { type: 'choice', count: 3, prefix: 'p' },
  { type: 'number', distribution: 'uniform', min: 1, max: 2 },
  { type: 'sequence' },
  { type: 'boolean' },
  { type: 'text', words: ['a'] },
  { type: 'object', fields: { inner: { type: 'constant', value: 1 } } },
])('a part of a $type is null where that is asked for', (field) => {
  expect(shares(drawn({ ...field, nulls: 0.3 }, count)).get(null)).toBeCloseTo(0.3, 2);
  expect(drawn({ ...field, nulls: 1 }, 3)).toEqual([null, null, null]);
  expect(drawn(field, 100)).not.toContain(null);
});

it('constants and objects stand as they are, objects within objects too', () => {
  const inner = { type: 'object', fields: { deep: { type: 'sequence' } } };
  const field = {
    type: 'object',
    fields: { one: { type: 'constant', value: 'x"' }, inner, none: { type: 'object', fields: {} } },
  };
  expect(drawn(field, 2)).toEqual([
    { one: 'x"', inner: { deep: 0 }, none: {} },
    { one: 'x"', inner: { deep: 1 }, none: {} },
  ]);
});

it('two fields of the same settings are independent', () => {
  const bit = { type: 'boolean' };
  const events = take({ source: source({ one: bit, two: bit }) }, count);
  const equal = events.filter(({ data }) => data['one'] === data['two']).length / count;
  expect(equal).toBeCloseTo(0.5, 2);
});

const country = { type: 'choice', values: ['DE', 'US', 'GB'], nulls: 0.2 };

it('what follows from another field always fits it, and is null with it', () => {
  const currency = { type: 'lookup', after: 'country', of: { DE: 'EUR', US: 'USD', GB: 'GBP' } };
  const expected = new Map<unknown, unknown>([
    ['DE', 'EUR'],
    ['US', 'USD'],
    ['GB', 'GBP'],
    [null, null],
  ]);
  // It may stand before the field that it follows from.
  for (const { data } of take({ source: source({ currency, country }) }, 5_000)) {
    expect(data['currency']).toBe(expected.get(data['country']));
  }
});

it('what follows from another field may be a field of its own kind', () => {
  const amount = {
    type: 'lookup',
    after: 'country',
    of: {
      DE: { type: 'number', distribution: 'uniform', min: 1, max: 2 },
      US: [10, 20],
    },
    otherwise: 5,
  };
  for (const { data } of take({ source: source({ country, amount }) }, 5_000)) {
    const value = data['amount'] as number;
    if (data['country'] === 'DE') expect(value >= 1 && value <= 2).toBe(true);
    else if (data['country'] === 'US') expect([10, 20]).toContain(value);
    else expect(value).toBe(data['country'] === 'GB' ? 5 : null);
  }
});

it('a field may follow from a boolean, from a numbered choice, and from the key', () => {
  const fields = {
    card: { type: 'boolean' },
    byCard: { type: 'lookup', after: 'card', of: { true: 'yes', false: 'no' } },
    shop: { type: 'choice', count: 5, prefix: 's' },
    byShop: { type: 'lookup', after: 'shop', of: { s0003: 3 }, otherwise: 0 },
    byUser: { type: 'lookup', after: 'user', of: { 'user-0007': true }, otherwise: false },
  };
  for (const { sensor, data } of take({ source: source(fields) }, 5_000)) {
    expect(data['byCard']).toBe(data['card'] === true ? 'yes' : 'no');
    expect(data['byShop']).toBe(data['shop'] === 's0003' ? 3 : 0);
    expect(data['byUser']).toBe(sensor === 'user-0007');
  }
});
