/** ISO 8601, and what is nearly that. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from '../../../../generator/replay/times/iso.ts';

const noon = Date.UTC(2010, 0, 2, 12);

it.each<[text: string, wallMs: number, offsetMinutes: number | undefined]>([
  ['2010-01-02T12:00:00.000Z', noon, 0],
  ['2010-01-02T12:00:00+01:00', noon, 60],
  ['2010-01-02T12:00:00-0800', noon, -480],
  ['2010-01-02T12:00:00 +05:30', noon, 330],
  ['2010-01-02 12:00', noon, undefined],
  ['2010/1/2 12:00:00', noon, undefined],
  ['2010.01.02 12:00 UTC', noon, 0],
  ['20100102T120000Z', noon, 0],
  ['20100102', Date.UTC(2010, 0, 2), undefined],
  ['2010-01-02', Date.UTC(2010, 0, 2), undefined],
  ['2010-02', Date.UTC(2010, 1, 1), undefined],
  ['2010-01-02T12:00:00.1239999', noon + 123, undefined],
  ['2010-01-02T12:00:00,5', noon + 500, undefined],
  ['2010-01-01T24:00:00', Date.UTC(2010, 0, 2), undefined],
  ['2012-02-29', Date.UTC(2012, 1, 29), undefined],
])('%s', (text, wallMs, offsetMinutes) => {
  expect(isoTime(text)).toEqual({ wallMs, offsetMinutes });
});

it.each<[text: string, reason: string]>([
  ['2010-02-29', 'there is no such date or time as "2010-02-29"'],
  ['2010-13-01', 'there is no such date or time as "2010-13-01"'],
  ['2010-01-01T24:00:01', 'there is no such date or time as "2010-01-01T24:00:01"'],
  ['2010-01-01T10:60', 'there is no such date or time as "2010-01-01T10:60"'],
  ['2010-01-01T10:00+99:00', '"2010-01-01T10:00+99:00" has no such offset'],
  ['2010-01/01', '"2010-01/01" is no ISO 8601 time'],
  ['soon', '"soon" is no ISO 8601 time'],
  ['NA', '"NA" is no ISO 8601 time'],
  ['1262304000', '"1262304000" is no ISO 8601 time; for such times write timeFormat: \'epoch_s\''],
  [
    '1262304000000',
    '"1262304000000" is no ISO 8601 time; for such times write timeFormat: \'epoch_ms\'',
  ],
  [
    '1262304000000000',
    '"1262304000000000" is no ISO 8601 time; for such times write timeFormat: \'epoch_us\'',
  ],
  [
    '12/31/2010 11:59 PM',
    '"12/31/2010 11:59 PM" is no ISO 8601 time; for such times write timeFormat: \'MM/dd/yyyy hh:mm a\'',
  ],
  [
    '31.12.2010 23:59',
    '"31.12.2010 23:59" is no ISO 8601 time; for such times write timeFormat: \'dd.MM.yyyy HH:mm\'',
  ],
  ['9:05 AM', '"9:05 AM" is no ISO 8601 time; for such times write timeFormat: \'hh:mm a\''],
])('%s is refused', (text, reason) => {
  expect(isoTime(text)).toBe(reason);
});

it('reads every time that JavaScript writes, and never throws', () => {
  const date = fc.date({
    min: new Date('1000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (at) => {
      expect(isoTime(at.toISOString())).toEqual({ wallMs: at.getTime(), offsetMinutes: 0 });
    }),
  );
  const nearly = fc.string({ unit: fc.constantFrom(...'0123456789-/:.TZ+ apm'), maxLength: 30 });
  fc.assert(
    fc.property(nearly, (text) => {
      const read = isoTime(text);
      if (typeof read !== 'string') expect(Number.isSafeInteger(read.wallMs)).toBe(true);
    }),
  );
});
