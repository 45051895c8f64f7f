import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  append,
  appendAcknowledged,
  countOf,
  describeRanges,
  firstOf,
  includes,
  intersect,
  normalize,
  numbersIn,
  rangesOf,
  subtract,
  upTo,
} from '../../chain/ranges.ts';
import type { AcknowledgedRange, Range } from '../../chain/ranges.ts';

const range = fc
  .tuple(fc.nat(120), fc.nat(12))
  .map(([first, length]): Range => [first, first + length]);
const ranges = fc.array(range, { maxLength: 12 });

function members(of: readonly Range[]): Set<number> {
  const numbers = new Set<number>();
  for (const [first, last] of of) for (let n = first; n <= last; n++) numbers.add(n);
  return numbers;
}

const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

/** Sorted, not empty, and with a hole between any two. */
function expectNormal(of: readonly Range[]): void {
  of.forEach(([first, last], i) => {
    expect(first).toBeLessThanOrEqual(last);
    if (i > 0) expect(first).toBeGreaterThan(of[i - 1]![1] + 1);
  });
}

describe('ranges behave as the sets they stand for', () => {
  it('normalize keeps the members', () => {
    fc.assert(
      fc.property(ranges, (given) => {
        const normal = normalize(given);
        expectNormal(normal);
        expect(sorted(members(normal))).toEqual(sorted(members(given)));
        expect(countOf(normal)).toBe(members(given).size);
      }),
    );
  });

  it('subtract and intersect split the left side', () => {
    fc.assert(
      fc.property(ranges, ranges, (left, right) => {
        const [a, b] = [normalize(left), normalize(right)];
        const [kept, both] = [subtract(a, b), intersect(a, b)];
        const other = members(b);
        expect(sorted(members(kept))).toEqual(sorted(members(a)).filter((n) => !other.has(n)));
        expect(sorted(members(both))).toEqual(sorted(members(a)).filter((n) => other.has(n)));
        expectNormal(kept);
        expect(countOf(kept) + countOf(both)).toBe(countOf(a));
      }),
    );
  });

  it('single numbers make them up, and they are made up of single numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60)), (numbers) => {
        const made = rangesOf(numbers);
        expectNormal(made);
        expect([...numbersIn(made)]).toEqual(sorted(new Set(numbers)));
      }),
    );
  });

  it('appending in any order loses no number and adds none, and tells whether a range came', () => {
    fc.assert(
      fc.property(ranges, (given) => {
        const list: Range[] = [];
        for (const added of given) {
          const before = list.length;
          expect(append(list, added)).toBe(list.length > before);
        }
        expect(sorted(members(list))).toEqual(sorted(members(given)));
        expect(append(list, [list.at(-1)?.[0] ?? 0, 500])).toBe(given.length === 0);
      }),
    );
  });

  it('appending leaves the ranges alone that were handed out before', () => {
    const list: Range[] = [];
    append(list, [1, 2]);
    const handedOut = [...list];
    append(list, [3, 4]);
    expect(list).toEqual([[1, 4]]);
    expect(handedOut).toEqual([[1, 2]]);
  });

  it('are cut at a number, by how many there are, and searched', () => {
    fc.assert(
      fc.property(ranges, fc.nat(140), (given, at) => {
        const normal = normalize(given);
        const all = sorted(members(normal));
        expect([...numbersIn(upTo(normal, at))]).toEqual(all.filter((n) => n <= at));
        expect([...numbersIn(firstOf(normal, at))]).toEqual(all.slice(0, at));
        expect(includes(normal, at)).toBe(all.includes(at));
      }),
    );
  });

  it('reads compactly', () => {
    expect(
      describeRanges([
        [120, 134],
        [140, 140],
      ]),
    ).toBe('seq 120–134, 140');
    const many = Array.from({ length: 11 }, (_, i): Range => [i * 2, i * 2]);
    expect(describeRanges(many, 2)).toBe('seq 0, 2 and 9 more ranges');
  });
});

it('acknowledged ranges are joined only where both their numbers and their offsets follow', () => {
  const list: AcknowledgedRange[] = [];
  appendAcknowledged(list, [0, 9, 100, 109]);
  appendAcknowledged(list, [10, 19, 110, 119]);
  expect(list).toEqual([[0, 19, 100, 119]]);
  appendAcknowledged(list, [20, 29, 121, 130]);
  appendAcknowledged(list, [31, 39, 131, 139]);
  expect(list).toHaveLength(3);
  expect(countOf(list)).toBe(39);
  expect(normalize(list)).toEqual([
    [0, 29],
    [31, 39],
  ]);
});
