import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTimeOf } from '../../../verify/evidence/late.ts';

const timeOf = (event_time: unknown) => eventTimeOf(Buffer.from(JSON.stringify({ event_time })));
const noon = Date.UTC(2026, 2, 1, 12);

describe('the event time of a reading', () => {
  it('is what the generator wrote', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
        (d) => {
          expect(timeOf(d.toISOString())).toBe(d.getTime());
        },
      ),
    );
  });

  it.each([
    ['2026-03-01T12:00Z', noon],
    ['2026-03-01T12:00:00', noon],
    ['2026-03-01T13:00:00+01:00', noon],
    ['2026-03-01T13:00:00+01', noon],
    ['2026-03-01T06:30:00.000-0530', noon],
    ['2026-03-01T12:00:00.1239999Z', noon + 123],
    ['2026-03-01T12:00:00,5z', noon + 500],
  ])('is read as the runner reads it: %s', (text, ms) => {
    expect(timeOf(text)).toBe(ms);
  });

  it.each(['2026-03-01 12:00:00', 'yesterday', '', 1_772_366_400_000, null])(
    'is unknown where it is no such text: %s',
    (text) => {
      expect(timeOf(text)).toBeNaN();
    },
  );

  it('is unknown where the reading is none', () => {
    for (const value of ['', 'null', '[]', '{', '"x"'])
      expect(eventTimeOf(Buffer.from(value))).toBeNaN();
    expect(eventTimeOf(null)).toBeNaN();
  });
});
