import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesOf } from '../../../chain/ranges.ts';
import { NumberSet } from '../../../verify/evidence/numberSet.ts';
import { RowSet, hashRow } from '../../../verify/evidence/rowSet.ts';

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

it('takes a hundred thousand numbers that lie alone without a page of bits for each', () => {
  const set = new NumberSet();
  const before = process.memoryUsage();
  for (let n = 0; n < 100_000; n++) set.add(n * 10_000_019);
  const after = process.memoryUsage();
  expect(set.size).toBe(100_000);
  // A page of bits for each would be 400 MB.
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(4_000_000);
  expect(after.heapTotal - before.heapTotal).toBeLessThan(100_000_000);
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

  it('hashes rows apart in both halves, whose batch and first byte differ in the same bit', () => {
    for (let n = 0; n < 10_000; n++) {
      const [high, low] = hashRow(6, Buffer.from(`0:${n}`));
      const [otherHigh, otherLow] = hashRow(7, Buffer.from(`1:${n}`));
      expect(high === otherHigh || low === otherLow).toBe(false);
    }
  });

  it('spreads the first bytes of rows and small batches over all slots', () => {
    const slots = new Set<number>();
    for (let n = 0; n < 4096; n++) slots.add(hashRow(n % 16, Buffer.from(`0:${n}`))[0] & 4095);
    // 1 − 1/e of 4,096 slots are hit by so many throws at random: 2,589.
    expect(slots.size).toBeGreaterThan(2_450);
  });

  it('tells 300,000 rows of like names apart', () => {
    const set = new RowSet();
    for (let n = 0; n < 300_000; n++) set.add(n % 7, Buffer.from(`2:${n}`));
    expect(set.size).toBe(300_000);
  });
});
