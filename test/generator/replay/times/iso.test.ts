/** ISO 8601, and what is nearly that. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from '../../../../generator/replay/times/iso.ts';

const day = 86_400_000;
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
  ['2020-W53-7', Date.UTC(2021, 0, 3), undefined],
  ['2020-W01', Date.UTC(2019, 11, 30), undefined],
  ['2020W014', Date.UTC(2020, 0, 2), undefined],
  ['2009-W53-7T23:59Z', Date.UTC(2010, 0, 3, 23, 59), 0],
  ['2020-366', Date.UTC(2020, 11, 31), undefined],
  ['2010-002T12:00+01:00', noon, 60],
  ['0001-W01-1', -62135596800000, undefined],
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
  ['1262304000', '"1262304000" is no ISO 8601 time'],
  ['2020010123', '"2020010123" is no ISO 8601 time'],
  ['12/31/2010 11:59 PM', '"12/31/2010 11:59 PM" is no ISO 8601 time'],
  ['2020-04-01 16:29:53 CEST', '"2020-04-01 16:29:53 CEST" is no ISO 8601 time'],
  [
    '2020.5',
    '"2020.5" is a year with a fraction, which is no time; as a month it is read by timeFormat: \'yyyy.MM\'',
  ],
  [
    '2020.04',
    '"2020.04" is a year with a fraction, which is no time; as a month it is read by timeFormat: \'yyyy.MM\'',
  ],
  ['2020.0417', '"2020.0417" is a year with a fraction, which is no time'],
  ['2020.75', '"2020.75" is a year with a fraction, which is no time'],
  ['43831.5', '"43831.5" is no ISO 8601 time'],
  ['2019-W53-1', 'there is no such date or time as "2019-W53-1"'],
  ['2020-W00-1', 'there is no such date or time as "2020-W00-1"'],
  ['2020-W01-8', 'there is no such date or time as "2020-W01-8"'],
  ['2019-366', 'there is no such date or time as "2019-366"'],
  ['2020-000', 'there is no such date or time as "2020-000"'],
  ['10010101', '"10010101" is no ISO 8601 time'],
  ['2020366', '"2020366" is no ISO 8601 time'],
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

it('reads days by their week and by their day of the year', () => {
  const date = fc.date({
    min: new Date('1000-01-05T00:00:00Z'),
    max: new Date('9998-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (at) => {
      const dayMs = Math.floor(at.getTime() / day) * day;
      const shown = new Date(dayMs).toISOString();
      const clock = at.toISOString().slice(10);
      const read = { wallMs: at.getTime(), offsetMinutes: 0 };
      const ordinal = (dayMs - Date.parse(`${shown.slice(0, 4)}-01-01T00:00:00Z`)) / day + 1;
      expect(isoTime(`${shown.slice(0, 4)}-${String(ordinal).padStart(3, '0')}${clock}`)).toEqual(
        read,
      );
      // The week is that of its Thursday.
      const weekday = (((dayMs / day + 3) % 7) + 7) % 7;
      const thursday = new Date(dayMs + (3 - weekday) * day).toISOString().slice(0, 4);
      const daysBefore =
        (dayMs + (3 - weekday) * day - Date.parse(`${thursday}-01-01T00:00:00Z`)) / day;
      const week = String(Math.floor(daysBefore / 7) + 1).padStart(2, '0');
      expect(isoTime(`${thursday}-W${week}-${weekday + 1}${clock}`)).toEqual(read);
    }),
  );
});
