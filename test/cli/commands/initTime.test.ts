import { describe, expect, test } from 'vitest';
import { useInit } from './useInit.ts';

const folder = useInit();
const { write, sourceFrom, readings } = folder;

describe('the time', () => {
  const column = (...times: string[]) =>
    `when,temp\n${times.map((time) => `${time},1`).join('\n')}\n`;

  test('the format reads a thousand rows, not the first ones', async () => {
    const days = Array.from({ length: 900 }, (_, at) => `0${(at % 9) + 1}/01/2022`);
    await write({ 'a.csv': column(...days, '25/01/2022') });
    expect(await sourceFrom('a.csv')).toContain("timeFormat: 'dd/MM/yyyy',");
  });

  test('of two formats that read all rows one is written, and the other named', async () => {
    await write({ 'a.csv': column('03/04/2026') });
    expect(await sourceFrom('a.csv')).toContain(
      "timeFormat: 'MM/dd/yyyy', // 'dd/MM/yyyy' would read these rows, too: check which is meant",
    );
  });

  const minutesFrom = (year: number, month: number, day: number, rows: number) =>
    Array.from({ length: rows }, (_, minute) => {
      const at = new Date(Date.UTC(year, month - 1, day, 0, minute)).toISOString();
      return `${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)} ${at.slice(11, 16)}`;
    });

  test('rows of a minute are read on until a day that is no month', async () => {
    await write({ 'a.csv': column(...minutesFrom(2024, 1, 1, 20_000)) });
    expect(await sourceFrom('a.csv')).toContain("timeFormat: 'dd/MM/yyyy HH:mm',");
  });

  test('day and month that are the same in all rows are told to be open', async () => {
    await write({ 'a.csv': column(...minutesFrom(2024, 5, 5, 1_200)) });
    expect(await sourceFrom('a.csv')).toContain(
      "timeFormat: 'MM/dd/yyyy HH:mm', // 'dd/MM/yyyy HH:mm' would read these rows, too: check which is meant",
    );
  });

  test('a clock without a date', async () => {
    await write({ 'tap.csv': 'clock,litres\n11:40 PM,4\n11:55 PM,2\n12:10 AM,7\n' });
    const source = await sourceFrom('tap.csv');
    expect(source.slice(2)).toEqual([
      "time: 'clock',",
      "timeFormat: 'hh:mm a',",
      "value: 'litres',",
    ]);
    expect(await readings()).toHaveLength(3);
  });

  test('a date goes before the clock beside it, which is said', async () => {
    await write({ 'a.csv': 'Time,Date,T\n00:10:00,2020-05-22,1\n' });
    expect((await sourceFrom('a.csv')).slice(2)).toEqual([
      '// the time of day in "Time" is not read: a time stands in one column',
      "time: 'Date',",
      "value: 'T',",
    ]);
  });

  test.each([
    ['2020-04-01 16:29:53 CEST', 'no timeFormat reads "when", like "2020-04-01 16:29:53 CEST"'],
    [
      '2020-04-01\n2020-04-02\nyesterday'.replaceAll('\n', ',1\n'),
      'timeFormat "iso" reads 2 of 3 rows of "when", but not "yesterday"',
    ],
  ])('%j is no time, and it is said why', async (times, why) => {
    await write({ 'a.csv': column(times) });
    const source = await sourceFrom('a.csv');
    expect(source).toContain(`// ${why}`);
    expect(source.filter((line) => line.startsWith('time'))).toEqual([]);
    expect(await readings()).not.toEqual([]);
  });
});
