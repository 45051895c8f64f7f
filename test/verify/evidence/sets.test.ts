import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesOf } from '../../../chain/ranges.ts';
import { NumberSet } from '../../../verify/evidence/numberSet.ts';
import { RowSet } from '../../../verify/evidence/rowSet.ts';

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
        expect(set.ranges()).toEqual(rangesOf(model));
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
