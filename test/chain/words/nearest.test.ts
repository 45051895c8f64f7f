import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../chain/words/nearest.ts';

test.each([
  ['sensor_stat', ['hot_readings', 'sensor_stats'], 'sensor_stats'],
  ['retnetion', ['retention', 'retentionBytes'], 'retention'],
  ['STATUS', ['status', 'show'], 'status'],
  ['prod', ['laptop', 'production'], 'production'],
  ['xyz', ['laptop', 'production'], undefined],
  ['', ['up'], undefined],
])('%j means %j → %j', (written, candidates, expected) => {
  expect(nearest(written, candidates)).toBe(expected);
});

test('the distance is a metric where letters are inserted, deleted, replaced', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test('two neighbours swapped are one edit', () => {
  expect(editDistance('ab', 'ba')).toBe(1);
});
