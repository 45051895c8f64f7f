/** Formats by name, zones and times without a date. */
import { describe, expect, it } from 'vitest';
import { Notes } from '../../../../generator/replay/notes.ts';
import { timesOf } from '../../../../generator/replay/times/times.ts';
import type { TimesOptions } from '../../../../generator/replay/times/times.ts';

const startMs = Date.UTC(2026, 2, 1, 12);

function read(options: Partial<TimesOptions>, texts: readonly string[]) {
  const notes: string[] = [];
  const own = new Notes((text) => notes.push(text));
  const times = timesOf({ format: 'iso', zone: 'UTC', startMs, notes: own, ...options });
  const reader = times.reader();
  const show = (ms: number | string) => (typeof ms === 'number' ? new Date(ms).toISOString() : ms);
  return { shown: texts.map((text) => show(reader(text))), notes, times };
}

it.each([
  ['epoch_s', '1262304000', '2010-01-01T00:00:00.000Z'],
  ['epoch_s', '1262304000.25', '2010-01-01T00:00:00.250Z'],
  ['epoch_s', '1.262304e9', '2010-01-01T00:00:00.000Z'],
  ['epoch_s', '-1', '1969-12-31T23:59:59.000Z'],
  ['epoch_ms', '1262304000123', '2010-01-01T00:00:00.123Z'],
  ['epoch_us', '1262304000123456', '2010-01-01T00:00:00.123Z'],
  ['epoch_ns', '1262304000123456789', '2010-01-01T00:00:00.123Z'],
  ['epoch_ms', '2010-01-01', '"2010-01-01" is no number (timeFormat: \'epoch_ms\')'],
  [
    'epoch_s',
    '1262304000000',
    '"1262304000000" is no time between the years 1000 and 9999: is it in another unit?',
  ],
  ['epoch_ms', '0x10', '"0x10" is no number (timeFormat: \'epoch_ms\')'],
])('%s: %s', (format, text, time) => {
  expect(read({ format }, [text]).shown).toEqual([time]);
});

it('numbers that count from a start of their own are read, which is said once', () => {
  const { shown, notes } = read({ format: 'epoch_s' }, ['-1.5', '0', '12.25', '268435456']);
  expect(shown).toEqual([
    '1969-12-31T23:59:58.500Z',
    '1970-01-01T00:00:00.000Z',
    '1970-01-01T00:00:12.250Z',
    '1978-07-04T21:24:16.000Z',
  ]);
  expect(notes).toEqual([
    "\"-1.5\" is 1969-12-31T23:59:58.500Z (timeFormat: 'epoch_s'): times that count from a start of their own keep their distances where eventTime is 'shifted', and are of 1970 where it is 'original'",
  ]);
  expect(read({ format: 'epoch_s' }, ['268435456']).notes).toEqual([]);
});

it.each([
  ['epoc_ms', 'did you mean "epoch_ms"?'],
  ['ISO8601', 'did you mean "iso"?'],
  ['unix', 'write one like "MM/dd/yyyy HH:mm"'],
])('timeFormat %s is refused', (format, hint) => {
  expect(() => read({ format }, [])).toThrow(
    expect.objectContaining({ code: 'COURANT_REPLAY_INVALID', hint }) as Error,
  );
});

describe('zones', () => {
  it('times that carry none are UTC, which is said once', () => {
    const { shown, notes } = read({}, [
      '2010-01-01 01:00',
      '2010-01-01 02:00',
      '2010-01-01T03:00-08:00',
    ]);
    expect(shown).toEqual([
      '2010-01-01T01:00:00.000Z',
      '2010-01-01T02:00:00.000Z',
      '2010-01-01T11:00:00.000Z',
    ]);
    expect(notes).toEqual(['times without a zone are read as UTC; another one: timeZone']);
  });

  it('nothing is said where every time carries its own', () => {
    expect(read({}, ['2010-01-01T03:00-08:00']).notes).toEqual([]);
  });

  it('timeZone is for times that carry none', () => {
    const { shown, notes } = read({ zone: 'America/Los_Angeles' }, [
      '2010-01-01 01:00',
      '2010-01-01T01:00Z',
    ]);
    expect(shown).toEqual(['2010-01-01T09:00:00.000Z', '2010-01-01T01:00:00.000Z']);
    expect(notes).toEqual([]);
  });

  it('a name that several places use is read where timeZone says which is meant', () => {
    const format = 'yyyy-MM-dd HH:mm z';
    const texts = ['2020-07-01 10:00 CST', '2020-07-01 10:00 CEST'];
    expect(read({ format, zone: 'America/Chicago' }, texts).shown).toEqual([
      '2020-07-01T16:00:00.000Z',
      '2020-07-01T08:00:00.000Z',
    ]);
    const { shown, notes } = read({ format }, texts);
    expect(shown).toEqual([
      'the zone "CST" may be -06:00 (America/Chicago), +08:00 (Asia/Shanghai) or -05:00 (America/Havana): set timeZone to the one that is meant',
      '2020-07-01T08:00:00.000Z',
    ]);
    expect(notes).toEqual([]);
  });

  it('an hour that is there twice is told apart by the rows before', () => {
    const { shown } = read({ zone: 'Europe/Berlin' }, [
      '2025-10-26 01:30',
      '2025-10-26 02:00',
      '2025-10-26 02:30',
      '2025-10-26 02:00',
      '2025-10-26 02:30',
      '2025-10-26 03:00',
    ]);
    expect(shown.map((time) => time.slice(11, 16))).toEqual([
      '23:30',
      '00:00',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
    ]);
  });

  it('an hour that is not there is moved on, which is said', () => {
    const { shown, notes } = read({ zone: 'Europe/Berlin' }, ['2025-03-30 02:30']);
    expect(shown).toEqual(['2025-03-30T01:30:00.000Z']);
    expect(notes).toEqual([
      '2025-03-30 02:30 does not exist in Europe/Berlin, as clocks were set forward: such times are moved on with them',
    ]);
  });
});

describe('times without a date', () => {
  const format = 'hh:mm a';

  it('the first is of today, an earlier one than before begins the next day', () => {
    const { shown, notes, times } = read({ format }, [
      '11:58 PM',
      '11:59 PM',
      '12:00 AM',
      '12:00 AM',
      '11:00 PM',
      '01:00 AM',
    ]);
    expect(times.hasDate).toBe(false);
    expect(shown).toEqual([
      '2026-03-01T23:58:00.000Z',
      '2026-03-01T23:59:00.000Z',
      '2026-03-02T00:00:00.000Z',
      '2026-03-02T00:00:00.000Z',
      '2026-03-02T23:00:00.000Z',
      '2026-03-03T01:00:00.000Z',
    ]);
    expect(notes[0]).toContain('times have no date');
  });

  it('today is the day of the zone', () => {
    expect(read({ format: 'HH:mm', zone: 'Pacific/Apia' }, ['00:00']).shown).toEqual([
      '2026-03-01T11:00:00.000Z',
    ]);
  });

  it('an unreadable one changes no day', () => {
    const { shown } = read({ format }, ['11:00 AM', 'NA', '11:30 AM']);
    expect(shown).toEqual([
      '2026-03-01T11:00:00.000Z',
      '"NA" is not written like "hh:mm a"',
      '2026-03-01T11:30:00.000Z',
    ]);
  });
});
