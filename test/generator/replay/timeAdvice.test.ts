/** What is advised where times are not read as they are named: only what reads every row looked at. */
import { describe, expect, it } from 'vitest';
import { readAll, refusal, useFiles } from './useFiles.ts';

const files = useFiles();

async function refused(content: string, fields: object = { time: 'at' }) {
  await files.write('a.csv', content);
  const { details, hint } = await refusal(files, { files: 'a.csv', ...fields });
  return { details: details.filter((line) => !/ line \d+: /.test(line)), hint };
}

async function noted(content: string, fields: object): Promise<string[]> {
  await files.write('a.csv', content);
  const { notes } = await readAll(files, { files: 'a.csv', ...fields });
  return notes.filter((note) => !/^(times without a zone|times have no date|rows of )/.test(note));
}

const column = (...times: string[]) => `at,v\n${times.map((time) => `${time},1`).join('\n')}\n`;
const nothing = 'check the columns named in generator.source, and timeFormat';

describe('where no row can be read', () => {
  it.each<[times: string[], hint: string]>([
    [
      ['2020010123', '2020010200'],
      "write timeFormat: 'yyyyMMddHH', which reads all 2 rows looked at",
    ],
    [['1262304000'], "write timeFormat: 'epoch_s', which reads the only row looked at"],
    [
      ['05/11/2022', '25/11/2022'],
      "write timeFormat: 'dd/MM/yyyy', which reads all 2 rows looked at",
    ],
    [
      ['05/11/2022', '06/11/2022'],
      "write which timeFormat is meant: 'dd/MM/yyyy' and 'MM/dd/yyyy' read all 2 rows looked at, as different times",
    ],
    [
      ['2020-04-01 16:29:53 CEST'],
      "write timeFormat: 'yyyy-MM-dd HH:mm:ss z', which reads the only row looked at",
    ],
    // None reads them all.
    [['1262304000', '17'], nothing],
    [['4915112345', '4915112346'], nothing],
    [['2020.5', '2020.75'], nothing],
    [['12', '13'], nothing],
  ])('%j: %s', async (times, hint) => {
    expect((await refused(column(...times))).hint).toBe(hint);
  });

  it('a thousand rows are tried, not the first ones', async () => {
    const times = Array.from({ length: 999 }, (_, at) => `0${(at % 9) + 1}/01/2022`);
    const { hint } = await refused(column(...times, '25/01/2022'));
    expect(hint).toBe("write timeFormat: 'dd/MM/yyyy', which reads all 1,000 rows looked at");
    const other = await refused(column(...times, 'off'));
    expect(other).toEqual({
      details: [`timeFormat: 'MM/dd/yyyy' reads 999 of the 1,000 rows looked at, but not "off"`],
      hint: nothing,
    });
  });

  it('where two formats read a thousand rows, the ones after them decide', async () => {
    const times = Array.from({ length: 3_000 }, (_, at) => `0${Math.floor(at / 400) + 1}/01/2022`);
    const { hint } = await refused(column(...times, '25/01/2022'));
    expect(hint).toBe("write timeFormat: 'dd/MM/yyyy', which reads all 3,001 rows looked at");
  });

  it('names that are not known are told', async () => {
    const { details, hint } = await refused(column('3. Mai 2020', '4. Mai 2020'));
    expect(details).toEqual([
      'no month is known as "Mai": names of months are read in English, like "January" or "Jan"',
    ]);
    expect(hint).toBe(nothing);
  });

  it('a date beside a time of day', async () => {
    const rows = 'Date,Time,T\n2020-05-22,00:10:00,1\n2020-05-23,00:20:00,2\n';
    expect(await refused(rows, { time: 'Time' })).toEqual({
      details: ['times in column "Time" have no date'],
      hint: "name the time: time: ['Date', 'Time'], which reads all 2 rows looked at",
    });
  });

  it('another column that holds times', async () => {
    const rows = 'id,when\na,2020-05-22 10:00\nb,2020-05-22 10:01\n';
    const { hint } = await refused(rows, { time: 'id' });
    expect(hint).toBe("name the time: time: 'when', which reads all 2 rows looked at");
  });

  it('nothing where the times are not what is wrong', async () => {
    expect((await refused('at,v,s\n2020-01-01,1,\n', { time: 'at', sensor: 's' })).hint).toBe(
      nothing,
    );
    expect((await refused('at,v\n2020-01-01\n')).hint).toContain('as many cells as the header');
  });

  it('over all files together', async () => {
    await files.write('two/a.csv', column('05/11/2022'));
    await files.write('two/b.csv', column('25/11/2022'));
    const { hint } = await refusal(files, { files: 'two', time: 'at' });
    expect(hint).toBe("write timeFormat: 'dd/MM/yyyy', which reads all 2 rows looked at");
  });
});

describe('where rows are read, and perhaps not as they are meant', () => {
  it.each<[what: string, content: string, fields: object, notes: string[]]>([
    [
      'days read as months',
      column('05/11/2022', '25/11/2022'),
      { time: 'at', timeFormat: 'MM/dd/yyyy' },
      [
        `timeFormat: 'MM/dd/yyyy' reads 1 of the 2 rows looked at, but not "25/11/2022"; write timeFormat: 'dd/MM/yyyy', which reads all 2 rows looked at`,
      ],
    ],
    [
      'a date and an hour read as seconds',
      column('2020010123', '2020010200'),
      { time: 'at', timeFormat: 'epoch_s' },
      [
        `times by timeFormat: 'epoch_s' lie ahead of now; write timeFormat: 'yyyyMMddHH', which reads all 2 rows looked at`,
      ],
    ],
    [
      'times of day beside their date',
      'Date,Time\n22.05.2020,00:10\n23.05.2020,00:20\n',
      { time: 'Time', timeFormat: 'HH:mm' },
      [
        `times in column "Time" have no date; name the time: time: ['Date', 'Time'], timeFormat: 'dd.MM.yyyy HH:mm', which reads all 2 rows looked at`,
      ],
    ],
    [
      'dates beside their time of day',
      'Date,Time\n2020-05-22,00:10\n2020-05-23,00:20\n',
      { time: 'Date' },
      [
        `times in column "Date" have no time of day; name the time: time: ['Date', 'Time'], which reads all 2 rows looked at`,
      ],
    ],
    ['a row that is no time', column('2020-05-22', 'off'), { time: 'at' }, []],
    ['dates alone', column('2020-05-22', '2020-05-23'), { time: 'at' }, []],
    ['clocks alone', column('10:00', '10:01'), { time: 'at', timeFormat: 'HH:mm' }, []],
    ['seconds of now', column('1262304000'), { time: 'at', timeFormat: 'epoch_s' }, []],
    [
      'a duration beside a date',
      'date,duration\n2020-05-22,1:05\n2020-05-23,2:05\n',
      { time: 'date' },
      [],
    ],
  ])('%s', async (_, content, fields, notes) => {
    expect(await noted(content, fields)).toEqual(notes);
  });
});
