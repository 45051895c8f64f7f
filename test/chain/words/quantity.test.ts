import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatDuration,
  formatSize,
  parseDurationMs,
  parseSizeBytes,
} from '../../../chain/words/quantity.ts';

test.each([
  ['10 minutes', 600_000],
  ['90s', 90_000],
  ['1.5 h', 5_400_000],
  ['250ms', 250],
  ['2 D', 172_800_000],
  ['10 minuts', undefined],
  ['ten minutes', undefined],
  ['-5s', undefined],
  ['5', undefined],
  ['', undefined],
])('%j is %j ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each([
  ['1 GiB', 2 ** 30],
  ['512MiB', 512 * 2 ** 20],
  ['2 GB', 2e9],
  ['1 gib', undefined],
  ['1', undefined],
])('%j is %j bytes', (text, bytes) => {
  expect(parseSizeBytes(text)).toBe(bytes);
});

const nearBoundary = fc
  .tuple(
    fc.constantFrom(1_000, 60_000, 120_000, 3_600_000),
    fc.double({ min: -600, max: 600, noNaN: true }),
  )
  .map(([at, off]) => Math.max(0, at + off));

test('a duration never reads as 60 of the smaller unit', () => {
  fc.assert(
    fc.property(fc.oneof(nearBoundary, fc.integer({ min: 0, max: 1e9 })), (ms) => {
      expect(formatDuration(ms)).not.toMatch(/\b60(\.0)?(s|m)\b|1000ms/);
    }),
  );
});

test.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1.5 * 2 ** 30, '1.5 GiB'],
  [200 * 2 ** 20, '200 MiB'],
])('%d bytes are %j', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
