/** The event time of a reading, as the runner takes it. */
import { expect, it } from 'vitest';
import { isoTimeMs } from '../../../chain/words/isoTime.ts';

const noon = Date.UTC(2026, 2, 1, 12);

it.each([
  ['2026-03-01T12:00Z', noon],
  ['2026-03-01t12:00:00,5z', noon + 500],
  ['2026-03-01T12:00:00.1239999', noon + 123],
  ['2026-03-01T13:00+01', noon],
  ['2026-03-01T06:30:00-0530', noon],
  ['2024-02-29T00:00Z', Date.UTC(2024, 1, 29)],
  ['0999-12-31T00:00Z', Date.parse('0999-12-31T00:00Z')],
  ['0004-02-29T00:00Z', Date.parse('0004-02-29T00:00Z')],
])('%s', (text, ms) => {
  expect(isoTimeMs(text)).toBe(ms);
});

it.each([
  '2026-03-01',
  '2026-03-01 12:00Z',
  '2026-3-1T12:00Z',
  '2026-02-29T12:00Z',
  '2026-03-01T24:00Z',
  '2026-03-01T12:60Z',
  '2026-03-01T12:00:60Z',
  '2026-03-01T12:00:00.Z',
  '2026-03-01T12:00+01:',
  '2026-03-01T12:00+19:00',
  '2026-03-01T12:00 UTC',
  '20260301T120000Z',
  '',
])('%j is none', (text) => {
  expect(isoTimeMs(text)).toBeNaN();
});
