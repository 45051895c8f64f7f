/** The truth about faults on purpose, as it is published. */
import { expect, it } from 'vitest';
import { truthProgress } from '../../../chain/progress.ts';
import type { TruthProgress } from '../../../chain/progress.ts';
import { Truth } from '../../../generator/faults/truth.ts';

const about = { producer: 'p', topic: 'readings', leastLateMs: 1_000 };

/** What a topic would hold of the parts: the newest record of each. */
function publish(truth: Truth, kept = new Map<number, TruthProgress>()) {
  const { records, written } = truth.changed();
  for (const record of records) kept.set(record.part, truthProgress.parse(record));
  written();
  return { kept, count: records.length };
}

it('collects ranges by partition and kind, and tells a truth before the first fault', () => {
  const truth = new Truth(about);
  expect(publish(truth)).toMatchObject({ count: 1 });
  expect(publish(truth)).toMatchObject({ count: 0 });
  for (const seq of [3, 4, 9]) truth.note(1, 'withheld', seq);
  truth.note(1, 'bad_time', 12);
  const { kept } = publish(truth);
  expect(kept.get(0)).toMatchObject({
    leastLateMs: 1_000,
    partitions: {
      1: {
        withheld: [
          [3, 4],
          [9, 9],
        ],
        malformed: { bad_time: [[12, 12]] },
      },
    },
  });
});

it('writes a part no more once it has a successor; each part stays far below a megabyte', () => {
  const truth = new Truth(about);
  const kept = new Map<number, TruthProgress>();
  const big = 2 ** 50;
  for (let i = 0; i < 30_000; i++) truth.note(0, 'late', big + i * 2);
  publish(truth, kept);
  for (let i = 0; i < 10; i++) truth.note(0, 'late', big + 100_000 + i * 2);
  expect(publish(truth, kept).count).toBe(1);
  const seqs = [...kept.values()].flatMap(({ partitions }) => partitions['0']?.late ?? []);
  expect(seqs).toHaveLength(30_010);
  for (const part of kept.values()) expect(JSON.stringify(part).length).toBeLessThan(250_000);
});

it('hands out again what could not be written', () => {
  const truth = new Truth(about);
  truth.note(0, 'doubled', 7);
  const { records } = truth.changed();
  truth.notWritten();
  expect(truth.changed().records).toMatchObject(records.map(({ partitions }) => ({ partitions })));
});

it('goes on in a new part after a resume, and counts no fault twice', () => {
  const first = new Truth(about);
  for (const seq of [5, 11, 12]) first.note(0, 'late', seq);
  const { kept } = publish(first);
  const again = new Truth({ ...about, earlier: [...kept.values()], againFrom: [10] });
  for (const seq of [11, 12, 15]) again.note(0, 'late', seq);
  publish(again, kept);
  expect([...kept.values()].map(({ part, partitions }) => [part, partitions['0']?.late])).toEqual([
    [
      0,
      [
        [5, 5],
        [11, 12],
      ],
    ],
    [1, [[15, 15]]],
  ]);
});
