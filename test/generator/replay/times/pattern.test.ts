/** Times by a pattern. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timePattern } from '../../../../generator/replay/times/pattern.ts';

const minute = 60_000;
const hour = 60 * minute;
const april = Date.UTC(2020, 3, 1, 16, 29, 53);
const unknownMonth = (name: string) =>
  `no month is known as "${name}": names of months are read in English, like "January" or "Jan"`;

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
  ['E, dd MMM yyyy HH:mm:ss X', 'Wed, 01 Apr 2020 16:29:53 GMT', april, 0],
  ['EEEE d MMMM yyyy HH:mm:ss', 'wednesday 1 April 2020 16:29:53', april],
  ['E MMM d HH:mm:ss z yyyy', 'Wed. Apr  1 16:29:53 CEST 2020', april, 120],
  ['E yyyy-MM-dd HH:mm', 'Wed 2020-04-01 24:00', Date.UTC(2020, 3, 2)],
  ['dd MMM yyyy', '3 Sept. 2010', Date.UTC(2010, 8, 3)],
  ['yyyy-MM-dd HH:mm:ss z', '2020-04-01 16:29:53 CEST', april, 120],
  ['yyyy-MM-dd HH:mm:ssz', '2020-04-01 16:29:53est', april, -300],
  ['yyyy-MM-dd HH:mm:ss z', '2020-04-01 16:29:53 GMT+2', april, 120],
  ['yyyy-MM-dd HH:mm:ss z', '2020-04-01 16:29:53 UTC-03:30', april, -210],
  ['yyyy-MM-dd HH:mm:ss z', '2020-04-01 16:29:53 +0200', april, 120],
  ['HH:mm z', '10:00 MSK', 10 * hour, 180],
  ['yyyy z', '2012 MSK', Date.UTC(2012, 0, 1), 240],
  ['yyyyDDD', '2020366', Date.UTC(2020, 11, 31)],
  ['yyyy-D HH', '2020-1 5', Date.UTC(2020, 0, 1, 5)],
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
  ['dd MMM yyyy', '3 Mai 2010', unknownMonth('Mai')],
  ['dd. MMM yyyy', '3. März 2010', unknownMonth('März')],
  // November in Finnish, and no March; marzo would be one, but a file of it has enero, too.
  ['dd MMM yyyy', '3 marraskuu 2010', unknownMonth('marraskuu')],
  ['dd MMM yyyy', '3 marzo 2010', unknownMonth('marzo')],
  ['dd MMM yyyy', '3 Ju 2010', unknownMonth('Ju')],
  [
    'E dd.MM.yyyy',
    'Mo 04.05.2020',
    'no day is known as "Mo": names of days are read in English, like "Monday" or "Mon"',
  ],
  ['E dd/MM/yyyy', 'Wed 04/01/2020', '"Wed 04/01/2020" is a Saturday'],
  ['yyyyDDD', '2019366', 'there is no such date or time as "2019366"'],
  ['yyyyDDD', '2019000', 'there is no such date or time as "2019000"'],
  ['HH:mm X', '10:00 +99', '"10:00 +99" has no such offset'],
  [
    'HH:mm z',
    '10:00 XYZ',
    'no zone is known as "XYZ": known are UTC, GMT, UT, Z, WET, WEST, CET, CEST, MET, MEST, EET, EEST and 45 more (docs/replay.md)',
  ],
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
  ['E HH:mm', /a date without a year/],
  ['E yyyy-MM', /a name of a day without the day/],
  ['yyyy-MM-DDD', /has two dates/],
  ['HH:mm X z', /names a field twice/],
  ['yyyy-MM-dd zzzzz', /has "zzzzz", which stands for nothing/],
])('the pattern %s is refused', (pattern, problem) => {
  expect(() => timePattern(pattern)).toThrow(problem);
});

const names = (field: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', { ...field, timeZone: 'UTC' });
const shortMonth = names({ month: 'short' });
const longMonth = names({ month: 'long' });
const shortDay = names({ weekday: 'short' });
const longDay = names({ weekday: 'long' });

/** How a field may be written, as an independent model has it. */
const writers: Readonly<Record<string, (at: Date) => string>> = {
  yyyy: (at) => String(at.getUTCFullYear()),
  yy: (at) => part(at.getUTCFullYear() % 100),
  MM: (at) => part(at.getUTCMonth() + 1),
  M: (at) => String(at.getUTCMonth() + 1),
  MMM: (at) => shortMonth.format(at),
  MMMM: (at) => longMonth.format(at),
  dd: (at) => part(at.getUTCDate()),
  d: (at) => String(at.getUTCDate()),
  DDD: (at) =>
    part(
      (Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) -
        Date.UTC(at.getUTCFullYear(), 0, 0)) /
        (24 * hour),
      3,
    ),
  E: (at) => shortDay.format(at),
  EEEE: (at) => longDay.format(at),
  HH: (at) => part(at.getUTCHours()),
  H: (at) => String(at.getUTCHours()),
  'hh:mm a': (at) =>
    `${part(at.getUTCHours() % 12 || 12)}:${part(at.getUTCMinutes())} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  mm: (at) => part(at.getUTCMinutes()),
  ss: (at) => part(at.getUTCSeconds()),
  SSS: (at) => part(at.getUTCMilliseconds(), 3),
};
const part = (value: number, width = 2) => String(value).padStart(width, '0');

const years = fc.constantFrom('yyyy', 'yy');
const gap = fc.constantFrom('/', '.', '-', ' ', ', ', " 'at' ");
const date = fc.oneof(
  fc.tuple(years, gap, fc.constantFrom('MM', 'M', 'MMM', 'MMMM'), gap, fc.constantFrom('dd', 'd')),
  fc.tuple(fc.constantFrom('dd', 'd'), gap, fc.constantFrom('MM', 'MMM', 'MMMM'), gap, years),
  fc.tuple(
    fc.constantFrom('E', 'EEEE'),
    gap,
    fc.constantFrom('MM', 'MMM'),
    gap,
    fc.constant('dd'),
    gap,
    years,
  ),
  fc.tuple(years, gap, fc.constant('DDD')),
  fc.constant(['yyyy', 'MM', 'dd']),
);
const clock = fc.oneof(
  fc.tuple(fc.constantFrom('HH', 'H'), fc.constantFrom(':', '.'), fc.constant('mm')),
  fc.constant(['hh:mm a']),
  fc.constant(['HH', ':', 'mm', ':', 'ss', '.', 'SSS']),
  fc.constant(['HH', 'mm', 'ss']),
);
it('reads what any pattern writes', () => {
  const time = fc.date({
    min: new Date('1970-01-01T00:00:00Z'),
    max: new Date('2068-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  const zones = fc.constantFrom<[letter: string, text: string, minutes?: number]>(
    ['', ''],
    [' X', ' +05:30', 330],
    ['X', 'Z', 0],
    ['Z', '-0800', -480],
    [' z', ' CEST', 120],
    [' z', ' NST', -210],
    [' z', ' GMT+3', 180],
  );
  fc.assert(
    fc.property(
      fc.tuple(date, gap, clock).map(([day, between, hours]) => [...day, between, ...hours]),
      zones,
      time,
      (parts, [letter, text, minutes], at) => {
        const { read } = timePattern(`${parts.join('')}${letter}`);
        const written = parts
          .map((piece) => writers[piece]?.(at) ?? piece.replaceAll("'", ''))
          .join('');
        const unit = parts.includes('SSS') ? 1 : parts.includes('ss') ? 1_000 : minute;
        const wallMs = Math.floor(at.getTime() / unit) * unit;
        expect(read(`${written}${text}`)).toEqual({ wallMs, offsetMinutes: minutes });
      },
    ),
    { numRuns: 2_000 },
  );
});
