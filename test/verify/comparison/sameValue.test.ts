import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsOf, differingColumns, isSame } from '../../../verify/comparison/sameValue.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

it('takes every row for the same as itself, in any order of its columns', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (row) => {
      const names = new Set(Object.keys(row).map((name) => name.toLowerCase()));
      fc.pre(names.size === Object.keys(row).length);
      const turned = Object.fromEntries(Object.entries(row).reverse());
      const [one, other] = [columnsOf(JSON.stringify(row)), columnsOf(JSON.stringify(turned))];
      expect(differingColumns(one!, other!)).toEqual([]);
    }),
  );
});

it('sees a number that is off by more than the last digits, and none that is off by less', () => {
  fc.assert(
    fc.property(finite, (value) => {
      fc.pre(Math.abs(value) > 1e-300 && Math.abs(value) < 1e300 && !Number.isInteger(value));
      expect(isSame(value, value * (1 + 1e-12))).toBe(true);
      expect(isSame(value, value * (1 + 1e-6))).toBe(false);
    }),
  );
});

it.each([
  [1, 2],
  [9_007_199_254_740_991, 9_007_199_254_740_990],
  [1, '1'],
  [null, 0],
  [true, 1],
  [
    [1, 2],
    [1, 2, 3],
  ],
  [{ a: 1 }, { a: 1, b: null }],
  [{ a: [1] }, { a: [2] }],
])('tells %j from %j', (one, other) => {
  expect(isSame(one, other)).toBe(false);
});
