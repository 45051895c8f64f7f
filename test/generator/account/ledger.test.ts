import { expect, it } from 'vitest';
import fc from 'fast-check';
import { generatorProgress } from '../../../chain/progress.ts';
import type { Outcomes } from '../../../chain/progress.ts';
import { PartitionLedger, mostAcknowledgedRanges } from '../../../generator/account/ledger.ts';

/** Batches of `sizes` readings; before each, `foreign` records of other producers were written. */
const batches = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 50 }),
    foreign: fc.integer({ min: 0, max: 3 }),
    outcome: fc.constantFrom('acknowledged', 'acknowledged', 'acknowledged', 'failed', 'unknown'),
  }),
  { maxLength: 400 },
);

it('accounts for every reading exactly once, however coarse it becomes', () => {
  fc.assert(
    fc.property(batches, (all) => {
      const ledger = new PartitionLedger(0);
      const offsetOf = new Map<number, number>();
      const outcomeOf = new Map<number, string>();
      let offset = 0;
      for (const { size, foreign, outcome } of all) {
        offset += foreign;
        const first = ledger.nextSeq;
        for (let i = 0; i < size; i++) outcomeOf.set(ledger.giveSeq(), outcome);
        const last = first + size - 1;
        if (outcome === 'failed') ledger.failed([first, last]);
        else if (outcome === 'unknown') ledger.unknown([first, last]);
        else {
          for (let seq = first; seq <= last; seq++) offsetOf.set(seq, offset + seq - first);
          ledger.acknowledged([first, last], [offset, offset + size - 1]);
          offset += size;
        }
      }
      const ranges = ledger.ranges();
      const found = new Map<number, string>();
      const note = (seq: number, outcome: string) => {
        expect(found.has(seq)).toBe(false);
        found.set(seq, outcome);
      };
      for (const [first, last, firstOffset, lastOffset] of ranges.acknowledged) {
        for (let seq = first; seq <= last; seq++) {
          note(seq, 'acknowledged');
          expect(offsetOf.get(seq)).toBeGreaterThanOrEqual(firstOffset);
          expect(offsetOf.get(seq)).toBeLessThanOrEqual(lastOffset);
        }
        expect(offsetOf.get(first)).toBe(firstOffset);
        expect(offsetOf.get(last)).toBe(lastOffset);
      }
      for (const outcome of ['failed', 'unknown'] as const) {
        for (const [first, last] of ranges[outcome]) {
          for (let seq = first; seq <= last; seq++) note(seq, outcome);
        }
      }
      expect(found).toEqual(outcomeOf);
      const counted = ledger.acknowledgedCount + ledger.failedCount + ledger.unknownCount;
      expect(counted).toBe(outcomeOf.size);
    }),
  );
});

it('stays small while generators interleave, and one range while it is alone', () => {
  const alone = new PartitionLedger(0);
  const shared = new PartitionLedger(0);
  for (let i = 0; i < 10_000; i++) {
    const seqs: [number, number] = [i * 5, i * 5 + 4];
    alone.acknowledged(seqs, seqs);
    shared.acknowledged(seqs, [i * 10, i * 10 + 4]);
  }
  expect(alone.ranges().acknowledged).toEqual([[0, 49_999, 0, 49_999]]);
  expect(shared.ranges().acknowledged.length).toBeLessThanOrEqual(mostAcknowledgedRanges);
  expect(shared.acknowledgedCount).toBe(50_000);
});

it('goes on where a report of the same producer ended', () => {
  const report = generatorProgress.parse({
    type: 'generator',
    producer: 'p',
    site: '0',
    topic: 'readings',
    partition: 3,
    state: 'stopped',
    acknowledged: [
      [0, 9, 0, 9],
      [12, 19, 30, 37],
    ],
    failed: [[10, 11]],
    unknown: [[20, 29]],
    possiblyDoubled: [[12, 19]],
    ratePerSecond: 0,
    askedPerSecond: 1,
    badRows: 0,
    time: '2026-03-01T12:00:00.000Z',
  });
  const ledger = new PartitionLedger(3, report);
  expect(ledger.giveSeq()).toBe(30);
  const { acknowledged, failed, unknown, possiblyDoubled } = report;
  expect(ledger.ranges()).toEqual({
    partition: 3,
    parts: 0,
    acknowledged,
    failed,
    unknown,
    possiblyDoubled,
    withheld: 0,
  });
  expect(ledger.acknowledgedCount).toBe(18);
});

/** As whoever reads the topic puts an account together: parts first. */
function told(ledger: PartitionLedger, parts: readonly Outcomes[]) {
  const all = [...parts, ledger.ranges()];
  return {
    acknowledged: all.flatMap(({ acknowledged }) => acknowledged),
    failed: all.flatMap(({ failed }) => failed),
  };
}

it('stays bounded and takes linear time when every second reading is refused', () => {
  const ledger = new PartitionLedger(0);
  const parts: Outcomes[] = [];
  let largest = 0;
  for (let i = 0; i < 40_000; i++) {
    ledger.failed([2 * i, 2 * i]);
    ledger.acknowledged([2 * i + 1, 2 * i + 1], [i, i]);
    if (i % 1_000 === 0) {
      const more = ledger.unpublishedParts();
      expect(more.map(({ part }) => part)).toEqual(more.map((_, at) => parts.length + at));
      parts.push(...more);
      ledger.published(more.length);
    }
    largest = Math.max(
      largest,
      ledger.ranges().acknowledged.length + ledger.ranges().failed.length,
    );
  }
  parts.push(...ledger.unpublishedParts());
  expect(largest).toBeLessThanOrEqual(501);
  for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(30_000);
  expect(ledger.ranges().parts).toBe(parts.length);
  const { acknowledged, failed } = told(ledger, parts);
  expect(acknowledged).toEqual(
    Array.from({ length: 40_000 }, (_, i) => [2 * i + 1, 2 * i + 1, i, i]),
  );
  expect(failed).toEqual(Array.from({ length: 40_000 }, (_, i) => [2 * i, 2 * i]));
});
