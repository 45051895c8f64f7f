/** Times by a pattern. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timePattern } from '../../../../generator/replay/times/pattern.ts';

const minute = 60_000;
const hour = 60 * minute;

it.each<[pattern: string, text: string, wallMs: number, offsetMinutes?: number]>([
  ['MM/dd/yyyy HH:mm', '12/31/2010 23:59', Date.UTC(2010, 11, 31, 23, 59)],
  ['MM/dd/yyyy HH:mm', '1/2/2010 3:04', Date.UTC(2010, 0, 2, 3, 4)],
  ['M/d/yy h:mm a', '1/2/10 12:05 am', Date.UTC(2010, 0, 2, 0, 5)],
  ['dd.MM.yyyy', '31.12.2010', Date.UTC(2010, 11, 31)],
  ['dd MMM yyyy', '3 Sep 2010', Date.UTC(2010, 8, 3)],
  ['d MMMM yyyy', '3 september 2010', Date.UTC(2010, 8, 3)],
  ['yyyyMMddHHmmss', '20101231235958', Date.UTC(2010, 11, 31, 23, 59, 58)],
  [
    "yyyy-MM-dd'T'HH:mm:ss.SSSX",
    '2010-12-31T23:59:58.120+01:00',
    Date.UTC(2010, 11, 31, 23, 59, 58, 120),
    60,
  ],
  ["yyyy 'o''clock' HH", "2010 o'clock 07", Date.UTC(2010, 0, 1, 7)],
  ['yy-MM-dd', '69-01-01', Date.UTC(1969, 0, 1)],
  ['yy-MM-dd', '68-01-01', Date.UTC(2068, 0, 1)],
  ['hh:mm a', '09:05 AM', 9 * hour + 5 * minute],
  ['hh:mm a', '12:00 AM', 0],
  ['hh:mm a', '12:00 p.m.', 12 * hour],
  ['hh:mm a', '1:30\u202fPM', 13 * hour + 30 * minute],
  ['hh:mma', '11:59pm', 23 * hour + 59 * minute],
  ['HH:mm:ss', '24:00:00', 24 * hour],
])('%s reads %s', (pattern, text, wallMs, offsetMinutes) => {
  expect(timePattern(pattern).read(text)).toEqual({ wallMs, offsetMinutes });
});

it.each<[pattern: string, text: string, reason: string]>([
  ['MM/dd/yyyy', '2010-12-31', '"2010-12-31" is not written like "MM/dd/yyyy"'],
  ['MM/dd/yyyy', '13/31/2010', 'there is no such date or time as "13/31/2010"'],
  ['dd.MM.yyyy', '31.11.2010', 'there is no such date or time as "31.11.2010"'],
  ['hh:mm a', '13:00 PM', 'there is no such date or time as "13:00 PM"'],
  ['hh:mm a', '0:30 AM', 'there is no such date or time as "0:30 AM"'],
  ['HH:mm', '25:00', 'there is no such date or time as "25:00"'],
  ['dd MMM yyyy', '3 Foo 2010', 'there is no such date or time as "3 Foo 2010"'],
  ['HH:mm', 'NA', '"NA" is not written like "HH:mm"'],
])('%s refuses %s', (pattern, text, reason) => {
  expect(timePattern(pattern).read(text)).toBe(reason);
});

it.each<[pattern: string, problem: RegExp]>([
  ['yyyy-MM-dd Q', /has "Q", which stands for nothing/],
  ['yyyyy', /has "yyyyy", which stands for nothing/],
  ["yyyy-MM-dd 'at", /a single quote too many/],
  ['MM/dd HH:mm', /a date without a year/],
  ['yyyy dd', /has no month/],
  ['hh:mm', /needs both h and a/],
  ['HH:mm a', /needs both h and a/],
  ['HH hh a', /has two hours/],
  ['HH:MM', /a date without a year/],
  ['HH:HH', /names a field twice/],
  ['mm:ss', /neither a year nor an hour/],
])('the pattern %s is refused', (pattern, problem) => {
  expect(() => timePattern(pattern)).toThrow(problem);
});

it('reads what the pattern writes', () => {
  const time = fc.date({
    min: new Date('1970-01-01T00:00:00Z'),
    max: new Date('2068-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  const writers: Readonly<Record<string, (at: Date) => string>> = {
    'MM/dd/yyyy HH:mm': (at) =>
      `${pad(at.getUTCMonth() + 1)}/${pad(at.getUTCDate())}/${at.getUTCFullYear()} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`,
    'd.M.yy hh:mm a': (at) =>
      `${at.getUTCDate()}.${at.getUTCMonth() + 1}.${pad(at.getUTCFullYear() % 100)} ${pad(at.getUTCHours() % 12 || 12)}:${pad(at.getUTCMinutes())} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  };
  for (const [pattern, write] of Object.entries(writers)) {
    const { read } = timePattern(pattern);
    fc.assert(
      fc.property(time, (at) => {
        const wallMs = Math.floor(at.getTime() / minute) * minute;
        expect(read(write(at))).toEqual({ wallMs, offsetMinutes: undefined });
      }),
    );
  }
});
