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

  test.each<[what: string, content: string, lines: string[]]>([
    [
      'a date and the time of day beside it',
      'Time,Date,T\n00:10:00,2020-05-22,1\n00:20:00,2020-05-23,2\n',
      ["time: ['Date', 'Time'],"],
    ],
    [
      'a date and the time of day beside it, by a pattern',
      'd,clock,T\n22.05.2020,1:10 PM,1\n23.05.2020,1:20 AM,2\n',
      ["time: ['d', 'clock'],", "timeFormat: 'dd.MM.yyyy hh:mm a',"],
    ],
    [
      'a date and an hour',
      'date,hour,T\n2020-05-22,5,1\n2020-05-22,23,2\n',
      ["time: ['date', 'hour'],", "timeFormat: 'yyyy-MM-dd HH',"],
    ],
    [
      'a zone beside the time',
      'datetime,tz_cd,T\n2024-11-03 01:45,EDT,1\n2024-11-03 01:00,EST,2\n',
      ["time: ['datetime', 'tz_cd'],", "timeFormat: 'yyyy-MM-dd HH:mm z',"],
    ],
    [
      'year, month, day and hour',
      'year,month,day,hour,T\n2020,5,22,7,1\n2020,5,23,12,2\n',
      ["time: ['year', 'month', 'day', 'hour'],", "timeFormat: 'yyyy MM dd HH',"],
    ],
    [
      'a zone that stands in the time',
      'when,T\n2020-04-01 16:29:53 CEST,1\n2020-11-01 16:29:53 CET,1\n',
      ["time: 'when',", "timeFormat: 'yyyy-MM-dd HH:mm:ss z',"],
    ],
    [
      'a day that is the same as a month, in two columns',
      'Date,Time,T\n05/05/2020,00:10,1\n',
      [
        "time: ['Date', 'Time'],",
        "timeFormat: 'MM/dd/yyyy HH:mm', // 'dd/MM/yyyy HH:mm' would read these rows, too: check which is meant",
      ],
    ],
  ])('%s', async (_, content, lines) => {
    await write({ 'a.csv': content });
    expect((await sourceFrom('a.csv')).slice(2)).toEqual([...lines, "value: 'T',"]);
    expect(await readings()).toHaveLength(content.split('\n').length - 2);
  });

  test('several clocks beside a date: none is taken, which is said', async () => {
    await write({ 'a.csv': 'date,left,arrived\n2020-05-22,10:00,11:00\n' });
    expect((await sourceFrom('a.csv')).slice(2)).toEqual([
      '// the time of day in "left" is not read: name it beside the date where it belongs to it',
      '// the time of day in "arrived" is not read: name it beside the date where it belongs to it',
      "time: 'date',",
    ]);
  });

  test('a time of day that some rows lack is not read, which is said', async () => {
    await write({ 'a.csv': 'Date,Time\n2020-05-22,10:00\n2020-05-23,\n' });
    expect((await sourceFrom('a.csv')).slice(2)).toEqual([
      '// the time of day in "Time" is not read: timeFormat "HH:mm" reads 1 of 2 rows of "Time", but not ""',
      "time: 'Date',",
    ]);
  });

  test('a row among the further ones that the format does not read is told', async () => {
    const rows = minutesFrom(2024, 1, 1, 20_000);
    await write({ 'a.csv': column(...rows.slice(0, 15_000), 'off', ...rows.slice(15_000)) });
    const source = await sourceFrom('a.csv');
    expect(source).toContain("timeFormat: 'dd/MM/yyyy HH:mm',");
    expect(source).toContain(
      '// timeFormat "dd/MM/yyyy HH:mm" reads 20,000 of 20,001 rows of "when", but not "off"',
    );
  });

  test.each([
    ['2020.5', 'no timeFormat reads "when", like "2020.5"'],
    [
      '3. Mai 2020',
      'no timeFormat reads "when", like "3. Mai 2020": no month is known as "Mai": names of months are read in English, like "January" or "Jan"',
    ],
    [
      '2020-04-01 16:29 CST',
      'no timeFormat reads "when", like "2020-04-01 16:29 CST": the zone "CST" may be -06:00 (America/Chicago), +08:00 (Asia/Shanghai) or -05:00 (America/Havana): set timeZone to the one that is meant',
    ],
    ['4915112345', 'no timeFormat reads "when", like "4915112345": by epoch_s it would be of 2125'],
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
