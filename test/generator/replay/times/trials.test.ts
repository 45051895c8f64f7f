/** Which formats read a column of times. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tryFormats, tryFurther, whyUnread } from '../../../../generator/replay/times/trials.ts';

const nowMs = Date.UTC(2026, 10, 27, 12);
const formatsOf = (...texts: string[]) =>
  tryFormats([texts], { nowMs })
    .filter(({ misfit }) => misfit === undefined)
    .map(({ format }) => format);

it.each<[texts: string[], formats: string[]]>([
  [['2010-01-01 00:00', '2010/1/2'], ['iso']],
  [['20100101'], ['iso']],
  [['2010-01-01T00:00:00.123456Z'], ['iso']],
  [['2010-01-01 12:10 AM'], ['yyyy-MM-dd hh:mm a']],
  [['1262304000', '1262304060'], ['epoch_s']],
  [['1262304000.5'], ['epoch_s']],
  [['1262304000000'], ['epoch_ms']],
  [['2020010123', '2020010200'], ['yyyyMMddHH']],
  [['202001012359'], ['yyyyMMddHHmm']],
  [['20200101 1200'], ['yyyyMMdd HHmm']],
  [['20100101 00:00'], ['yyyyMMdd HH:mm']],
  [['12/31/2010 11:59 PM', '1/1/2011 12:01 AM'], ['MM/dd/yyyy hh:mm a']],
  [['12/31/2010 11:59:58PM'], ['MM/dd/yyyy hh:mm:ssa']],
  [['31.12.2010 23:59:58,123'], ['dd.MM.yyyy HH:mm:ss,SSS']],
  [['31.12.99'], ['dd.MM.yy']],
  [['1-Jan-2010 08:00', '2-Feb-2010 09:00'], ['dd-MMM-yyyy HH:mm']],
  [['01JAN2010'], ['ddMMMyyyy']],
  [['Jan 1 2000', 'Dec 31 2000'], ['MMM dd yyyy']],
  [['January 1, 2000'], ['MMM dd, yyyy']],
  [['Jan 2000'], ['MMM yyyy']],
  [['10/Oct/2000:13:55:36 -0700'], ['dd/MMM/yyyy:HH:mm:ss X']],
  [['23:10 13/12/2020'], ['HH:mm dd/MM/yyyy']],
  [['11:40 PM', '12:10 AM'], ['hh:mm a']],
  [['23:59:58.5', '0:01:00.25'], ['HH:mm:ss.SSS']],
  [['1999', '2000'], ['yyyy']],
  [['20180530143000.167', '20180530143001.2'], ['iso']],
  [['20180530_143000,167'], ['yyyyMMdd_HHmmss,SSS']],
  [['2020-01-01 23', '2020-01-02 0'], ['yyyy-MM-dd HH']],
  [['2020 5 22 10 30'], ['yyyy MM dd HH mm']],
  [['2020-05-22 0010'], ['yyyy-MM-dd HHmm']],
  [['2020-366', '2020-001'], ['iso']],
  [['2020366', '2020001'], ['yyyyDDD']],
  [['2020-W53-7'], ['iso']],
  [['2020-04-01 16:29:53 CEST', '2020-11-01 16:29:53 CET'], ['yyyy-MM-dd HH:mm:ss z']],
  [['01.04.2020 16:29 UTC', '13.04.2020 16:29 CEST'], ['dd.MM.yyyy HH:mm z']],
  [['Wed, 01 Apr 2020 16:29:53 GMT'], ['E, dd MMM yyyy HH:mm:ss X']],
  [['Wed Apr  1 16:29:53 CEST 2020'], ['E MMM  dd HH:mm:ss z yyyy']],
  [['Wed Apr 01 16:29:53 2020'], ['E MMM dd HH:mm:ss yyyy']],
  // The day of the week says which number is the month.
  [['Wed 04/01/2020'], ['E MM/dd/yyyy']],
])('%j is read by %j', (texts, formats) => {
  expect(formatsOf(...texts)).toEqual(formats);
});

it.each([
  'soon',
  '',
  '12',
  '3.5',
  '2020.5',
  '2020.04',
  'Kitchen 12',
  'Mon Jan',
  '1:75',
  '43831.25',
])('%j is no time', (text) => {
  expect(tryFormats([[text]], { nowMs })).toEqual([]);
});

it.each([
  ['4915112345', 'a telephone number, of 2125'],
  ['2147483647', 'of 2038'],
  ['123456789', 'of 1973'],
  ['1262304000, but 17'.split(',')[0] ?? '', 'read, but not the one beside it', '17'],
])('%s is no epoch: %s', (text, _, ...others) => {
  expect(formatsOf(text, ...others)).toEqual([]);
});

it('the first rows need not be times for the format of the others to be tried', () => {
  const texts = ['-', 'NA', 'off', 'off', '1.4.2020', '13.4.2020'];
  const [trial] = tryFormats([texts], { nowMs });
  expect(trial).toMatchObject({ format: 'dd.MM.yyyy', read: 2, misfit: '-' });
});

it.each([
  [
    '3. Mai 2020',
    'no month is known as "Mai": names of months are read in English, like "January" or "Jan"',
  ],
  [
    'Mo 04.05.2020',
    'no day is known as "Mo": names of days are read in English, like "Monday" or "Mon"',
  ],
  [
    '2020-04-01 10:00 CST',
    'the zone "CST" may be -06:00 (America/Chicago), +08:00 (Asia/Shanghai) or -05:00 (America/Havana): set timeZone to the one that is meant',
  ],
  ['1:75', 'there is no such date or time as "1:75"'],
  ['soon', undefined],
])('%s is not read, and it is said why', (text, why) => {
  expect(tryFormats([[text]], { nowMs })).toEqual([]);
  expect(whyUnread([[text]], { nowMs })).toBe(why);
});

it('a zone that the user names says which place is meant', () => {
  const texts = [['2020-04-01 10:00 CST']];
  const [trial] = tryFormats(texts, { nowMs, zone: 'Asia/Shanghai' });
  expect(trial?.timesMs).toEqual([[Date.UTC(2020, 3, 1, 2)]]);
});

it('where days and months can be swapped, a later row decides', () => {
  expect(formatsOf('05/11/2022', '25/11/2022')).toEqual(['dd/MM/yyyy']);
  expect(formatsOf('05/11/2022', '11/25/2022')).toEqual(['MM/dd/yyyy']);
});

it('where no row decides, both are named: days in a row first, then what is written more often so', () => {
  expect(formatsOf('03/04/2026')).toEqual(['MM/dd/yyyy', 'dd/MM/yyyy']);
  expect(formatsOf('03.04.2026')).toEqual(['dd.MM.yyyy', 'MM.dd.yyyy']);
  expect(formatsOf('03/04/2026', '04/04/2026')).toEqual(['dd/MM/yyyy', 'MM/dd/yyyy']);
  expect(formatsOf('04/03/2026', '04/04/2026')).toEqual(['MM/dd/yyyy', 'dd/MM/yyyy']);
});

it('where day and month are the same in all rows, both are named', () => {
  expect(formatsOf('05/05/2024 00:00')).toEqual(['MM/dd/yyyy HH:mm', 'dd/MM/yyyy HH:mm']);
});

it('of formats tried further, the one that reads more is left, also where a text is no time', () => {
  const further = ['05/05/2024', '?', '13/05/2024'];
  const trials = tryFurther(['MM/dd/yyyy', 'dd/MM/yyyy'], [further], { nowMs });
  expect(trials.map(({ format }) => format)).toEqual(['dd/MM/yyyy']);
});

it('nothing was recorded in the future', () => {
  expect(formatsOf('12/11/2026')).toEqual(['dd/MM/yyyy', 'MM/dd/yyyy']);
  expect(formatsOf('11/10/2026')).toEqual(['MM/dd/yyyy', 'dd/MM/yyyy']);
});

it('a format that does not read every text is told with the first that it does not read', () => {
  const [trial, ...others] = tryFormats([['yesterday', '2010-01-01', '2010-01-02', '?']], {
    nowMs,
  });
  expect(trial).toMatchObject({ format: 'iso', read: 2, misfit: 'yesterday' });
  expect(others).toEqual([]);
});

it('times of day begin anew with each file', () => {
  const [trial] = tryFormats([['10:00', '09:00'], ['08:00']], { nowMs });
  const days = trial?.timesMs.map((file) => file.map((ms) => new Date(ms).toISOString()));
  expect(days).toEqual([
    ['2026-11-27T10:00:00.000Z', '2026-11-28T09:00:00.000Z'],
    ['2026-11-27T08:00:00.000Z'],
  ]);
});

const two = (value: number) => String(value).padStart(2, '0');
const month = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: 'UTC' });
const dayBy =
  (separator: string, ...fields: ((at: Date) => string)[]) =>
  (at: Date) =>
    fields.map((field) => field(at)).join(separator);
const [y, yy, M, MMM, d] = [
  (at: Date) => String(at.getUTCFullYear()),
  (at: Date) => two(at.getUTCFullYear() % 100),
  (at: Date) => two(at.getUTCMonth() + 1),
  (at: Date) => month.format(at),
  (at: Date) => two(at.getUTCDate()),
] as const;
const minutes = (at: Date) => `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
const half = (at: Date) =>
  `${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())} ${at.getUTCHours() < 12 ? 'am' : 'pm'}`;

/** How people write a minute, as a model of its own has it. */
const written = fc.constantFrom<((at: Date) => string)[]>(
  ...[
    dayBy('/', M, d, y),
    dayBy('/', d, M, y),
    dayBy('.', d, M, y),
    dayBy('.', d, M, yy),
    dayBy('-', yy, M, d),
    dayBy('-', y, M, d),
    dayBy('-', d, MMM, y),
    dayBy(' ', MMM, d, y),
  ].flatMap((day) => [
    [day, (at: Date) => ` ${minutes(at)}`],
    [day, (at: Date) => ` ${half(at)}`],
    [day, (at: Date) => ` ${minutes(at)} CEST`],
  ]),
  [dayBy('', y, M, d), (at) => minutes(at).replace(':', '')],
  [dayBy('', y, M, d), (at) => ` ${minutes(at)}`],
  [(at) => String(at.getTime() / 1_000)],
  [(at) => String(at.getTime())],
);

const anyMinute = fc
  .integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2025, 11, 31) / 60_000 })
  .map((minute) => minute * 60_000);

it('a format that is advised reads the times that were meant, or another one is named beside it', () => {
  fc.assert(
    fc.property(
      written,
      fc.array(anyMinute, { minLength: 1, maxLength: 40 }),
      (parts, instants) => {
        const texts = instants.map((ms) => parts.map((part) => part(new Date(ms))).join(''));
        const aheadMs = texts[0]?.endsWith('CEST') === true ? 7_200_000 : 0;
        const readings = tryFormats([texts], { nowMs }).map(({ timesMs }) => timesMs[0]);
        expect(readings).toContainEqual(instants.map((ms) => ms - aheadMs));
      },
    ),
    { numRuns: 1_000 },
  );
});

it('numbers that are no times are read by no format', () => {
  const numbers = fc.oneof(
    // Parts of years, readings, codes of ten digits, days since 1900.
    fc.array(fc.double({ min: 1900, max: 2100, noNaN: true }).map((at) => at.toFixed(3))),
    fc.array(fc.integer({ min: 0, max: 999 }).map(String)),
    fc.array(fc.integer({ min: 3_000_000_000, max: 9_999_999_999 }).map(String)),
    fc.array(fc.double({ min: 40_000, max: 46_000, noNaN: true }).map((at) => at.toFixed(5))),
  );
  fc.assert(
    fc.property(
      numbers.filter(({ length }) => length > 0),
      (texts) => {
        expect(formatsOf(...texts)).toEqual([]);
      },
    ),
  );
});
