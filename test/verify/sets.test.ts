import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberSet } from '../../verify/evidence/numberSet.ts';
import { countOf, describeRanges, intersect, normalize, subtract } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import { RowSet } from '../../verify/evidence/rowSet.ts';

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

describe('a number set', () => {
  const number = fc.oneof(fc.nat(200), fc.nat(100_000), fc.maxSafeNat());

  it('holds what was added, tells what is new, and gives it back as ranges', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 300 }), (numbers) => {
        const set = new NumberSet();
        const model = new Set<number>();
        for (const n of numbers) {
          expect(set.add(n)).toBe(!model.has(n));
          model.add(n);
        }
        expect(set.size).toBe(model.size);
        for (const n of numbers)
          expect(set.has(n) && set.has(n + 1) === model.has(n + 1)).toBe(true);
        expectNormal(set.ranges());
        expect(set.ranges()).toEqual(normalize([...model].map((n): Range => [n, n])));
      }),
    );
  });

  it('counts full pages, backwards too, without their bits', () => {
    const set = new NumberSet();
    for (let n = 99_999; n >= 0; n--) set.add(n);
    expect(set.ranges()).toEqual([[0, 99_999]]);
    expect(set.add(40_000)).toBe(false);
    expect(set.has(0) && set.has(99_999) && !set.has(100_000)).toBe(true);
  });

  it('takes 50 million numbers in order in a few megabytes', () => {
    const set = new NumberSet();
    const before = process.memoryUsage().arrayBuffers;
    for (let n = 0; n < 50_000_000; n++) set.add(n);
    expect(set.size).toBe(50_000_000);
    expect(set.ranges()).toEqual([[0, 49_999_999]]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32_000_000);
  });
});

describe('a row set', () => {
  it('tells new rows of a batch from known ones', () => {
    const row = fc.tuple(fc.nat(3), fc.stringMatching(/^[ab0-3:]{0,6}$/));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 500 }), (rows) => {
        const set = new RowSet();
        const model = new Set<string>();
        for (const [batch, id] of rows) {
          expect(set.add(batch, Buffer.from(id))).toBe(!model.has(`${batch}/${id}`));
          model.add(`${batch}/${id}`);
        }
        expect(set.size).toBe(model.size);
      }),
    );
  });

  it('tells 300,000 rows of like names apart', () => {
    const set = new RowSet();
    for (let n = 0; n < 300_000; n++) set.add(n % 7, Buffer.from(`2:${n}`));
    expect(set.size).toBe(300_000);
  });
});
