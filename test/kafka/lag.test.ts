import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QueryProgress } from '../../chain/progress.ts';
import { lagRows } from '../../kafka/lag.ts';

const bounds = (start: number, end: number, partition = 0) => ({ partition, start, end });

test.each([
  ['nothing read', {}, [bounds(0, 5)], 5],
  ['some read', { 0: { start: 0, end: 3 } }, [bounds(0, 5)], 2],
  ['all read', { 0: { start: 0, end: 5 } }, [bounds(0, 5)], 0],
  ['what retention deleted is no lag', { 0: { start: 0, end: 3 } }, [bounds(4, 5)], 1],
  ['a topic that was made anew', { 0: { start: 0, end: 9 } }, [bounds(0, 5)], 0],
  ['a partition that was added', { 0: { start: 0, end: 5 } }, [bounds(0, 5), bounds(0, 2, 1)], 2],
  ['no topic', { 0: { start: 0, end: 5 } }, [], 0],
])('%s', (_what, offsets, partitions, lag) => {
  expect(lagRows({ offsets, otherOffsets: [] }, partitions)).toBe(lag);
});

test('it is the number of kept offsets that come after the last one read', () => {
  const offset = fc.nat(40);
  fc.assert(
    fc.property(offset, offset, fc.option(offset), (start, length, read) => {
      const offsets: QueryProgress['offsets'] = read === null ? {} : { 0: { start: 0, end: read } };
      const kept = Array.from({ length }, (_, i) => start + i);
      const unread = kept.filter((one) => read === null || one >= read);
      expect(lagRows({ offsets, otherOffsets: [] }, [bounds(start, start + length)])).toBe(
        unread.length,
      );
    }),
  );
});

test('a record is read when each reading of the query has read it', () => {
  const first = { 0: { start: 0, end: 9 } };
  const second = { 0: { start: 0, end: 4 } };
  expect(lagRows({ offsets: first, otherOffsets: [second] }, [bounds(0, 10)])).toBe(6);
});
