import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadingCounter, SeenReadings } from '../../../verify/evidence/readingCounter.ts';
import { accountsOf } from '../../../verify/evidence/ledger.ts';
import { rangesOf } from '../../../chain/ranges.ts';
import { ledgerHop } from '../../../verify/hops/ledgerHop.ts';
import { ledger } from '../../support/law.ts';

/** A counter that saw these sequence numbers of producer p1 in partition 0, in this order. */
function sawOnly(seqs: readonly number[]): ReadingCounter {
  const counter = new ReadingCounter();
  const seen = new SeenReadings('p1', 0);
  for (const seq of seqs) seen.add(seq);
  counter.records = seqs.length;
  Object.defineProperty(counter, 'all', { get: () => [seen].values() });
  counter.get = () => seen;
  return counter;
}

const seqs = fc.uniqueArray(fc.nat(60), { maxLength: 40 });

describe('the arithmetic of the first hop', () => {
  it('closes for any ledger and any topic, and finds exactly what is lost', () => {
    const world = fc.record({
      acknowledged: seqs,
      failed: seqs,
      unknown: seqs,
      possibly: seqs,
      inTopic: fc.array(fc.nat(60), { maxLength: 80 }),
    });
    fc.assert(
      fc.property(world, ({ acknowledged, failed, unknown, possibly, inTopic }) => {
        const report = ledger({
          acknowledged: rangesOf(acknowledged).map(([a, b]) => [a, b, 1_000 + a, 1_000 + b]),
          failed: rangesOf(failed),
          unknown: rangesOf(unknown),
          possiblyDoubled: rangesOf(possibly),
        });
        const start = [{ partition: 0, start: 0, end: 2_000 }];
        const r = ledgerHop(accountsOf([report]), sawOnly(inTopic), start);
        const present = new Set(inTopic);
        expect(r.lost).toBe(acknowledged.filter((n) => !present.has(n)).length);
        expect(r.doubled + r.possiblyDoubled).toBe(inTopic.length - present.size);
        expect(r.inTopic).toBe(
          r.acknowledged -
            r.lost -
            r.expired +
            r.unreported +
            r.failedFound +
            r.doubled +
            r.possiblyDoubled,
        );
        expect(r.expired).toBe(0);
        const settled = new Set(acknowledged);
        expect(r.unknown).toBe(unknown.filter((n) => !settled.has(n)).length);
        expect(r.unknownFound).toBe(
          unknown.filter((n) => !settled.has(n) && present.has(n)).length,
        );
      }),
    );
  });

  it('tells lost from expired exactly where a producer has a stretch for itself', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.uniqueArray(fc.nat(49)), (start, gone) => {
        // Offsets are seqs + 10; the log begins at `start`, and `gone` are missing besides.
        const missing = new Set(gone);
        const kept = Array.from({ length: 50 }, (_, n) => n).filter(
          (n) => n + 10 >= start + 10 && !missing.has(n),
        );
        const accounts = accountsOf([ledger({ acknowledged: [[0, 49, 10, 59]] })]);
        const r = ledgerHop(accounts, sawOnly(kept), [
          { partition: 0, start: start + 10, end: 60 },
        ]);
        expect(r.expired).toBe(start);
        expect(r.lost).toBe(gone.filter((n) => n >= start).length);
      }),
    );
  });

  it('calls no more expired than fits below the log’s start where producers share a partition', () => {
    const accounts = accountsOf([ledger({ acknowledged: [[0, 9, 0, 40]] })]);
    const bounds = [{ partition: 0, start: 4, end: 41 }];
    expect(ledgerHop(accounts, sawOnly([3, 4, 5, 6, 7, 8, 9]), bounds)).toMatchObject({
      expired: 3,
      lost: 0,
    });
    expect(ledgerHop(accounts, sawOnly([6, 7, 8, 9]), bounds)).toMatchObject({
      expired: 4,
      lost: 2,
    });
    expect(ledgerHop(accounts, sawOnly([3, 4, 6, 7, 8, 9]), bounds)).toMatchObject({
      expired: 3,
      lost: 1,
    });
  });

  it('takes the order of a partition only from numbers not seen before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 60 }), (order) => {
        const seen = new SeenReadings('p1', 0);
        for (const seq of order) seen.add(seq);
        const first = [...new Set(order)];
        const late = first.filter((seq, i) => first.slice(0, i).some((before) => before > seq));
        expect(seen.outOfOrder.ranges()).toEqual(rangesOf(late));
      }),
    );
  });
});
