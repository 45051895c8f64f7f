/** A time that stands in several columns: date and time of day, or date, time and zone. */
import { describe, expect, it } from 'vitest';
import { readAll, refusal, useFiles } from './useFiles.ts';

const files = useFiles();

async function times(name: string, content: string, fields: object) {
  await files.write(name, content);
  const read = await readAll(files, { files: name, eventTime: 'original', ...fields });
  return { ...read, times: read.readings.map(({ event_time }) => event_time) };
}

describe('the cells of several columns are one text, a space between them', () => {
  it.each<[what: string, content: string, fields: object, expected: string[]]>([
    [
      'ISO 8601',
      'Date,Time,T\n2020-05-22,00:10:00,1\n2020-05-23, 00:20:00 ,2\n',
      { time: ['Date', 'Time'], value: 'T' },
      ['2020-05-22T00:10:00.000Z', '2020-05-23T00:20:00.000Z'],
    ],
    [
      'a pattern, and columns in another order than in the file',
      'clock;day\n1:05 PM;22.05.2020\n',
      { time: ['day', 'clock'], timeFormat: 'dd.MM.yyyy hh:mm a' },
      ['2020-05-22T13:05:00.000Z'],
    ],
    [
      'digits keep their zeros',
      'd,h\n20200522,0005\n',
      { time: ['d', 'h'], timeFormat: 'yyyyMMdd HHmm' },
      ['2020-05-22T00:05:00.000Z'],
    ],
    [
      'a zone of its own',
      'datetime\ttz_cd\n2024-11-03 01:45\tEDT\n2024-11-03 01:00\tEST\n',
      { time: ['datetime', 'tz_cd'], timeFormat: 'yyyy-MM-dd HH:mm z' },
      ['2024-11-03T05:45:00.000Z', '2024-11-03T06:00:00.000Z'],
    ],
    [
      'year, month, day and hour',
      'year,month,day,hour\n2020,5,2,7\n',
      { time: ['year', 'month', 'day', 'hour'], timeFormat: 'yyyy MM dd HH' },
      ['2020-05-02T07:00:00.000Z'],
    ],
    ['a list of one', 'at\n2020-05-22\n', { time: ['at'] }, ['2020-05-22T00:00:00.000Z']],
    [
      'with the zone of the definition',
      'd,t\n2020-05-22,12:00\n',
      { time: ['d', 't'], timeZone: 'Europe/Berlin' },
      ['2020-05-22T10:00:00.000Z'],
    ],
  ])('%s', async (_, content, fields, expected) => {
    expect((await times('a.csv', content, fields)).times).toEqual(expected);
  });

  it('objects, too', async () => {
    const content =
      '{"d":"2020-05-22","t":"00:10","v":1}\n{"t":"00:20","d":"2020-05-23"}\n{"d":["2020"],"t":"00:10"}\n';
    const read = await times('a.ndjson', content, { time: ['d', 't'] });
    expect(read.times).toEqual(['2020-05-22T00:10:00.000Z', '2020-05-23T00:20:00.000Z']);
    expect(read.badRows.map(({ reason }) => reason)).toEqual(['there is no time in column "d"']);
  });

  it('all of them travel under data', async () => {
    const { readings } = await times('a.csv', 'Date,Time,T\n2020-05-22,00:10:00,1\n', {
      time: ['Date', 'Time'],
    });
    expect(readings[0]?.data).toEqual({ Date: '2020-05-22', Time: '00:10:00', T: 1 });
  });
});

it('a row that lacks one of them has no time', async () => {
  const content = 'Date,Time\n2020-05-22,00:10\n2020-05-22,\n,00:10\n2020-05-22,soon\n';
  const { badRows } = await times('a.csv', content, { time: ['Date', 'Time'] });
  expect(badRows.map(({ reason }) => reason)).toEqual([
    'there is no time in column "Time"',
    'there is no time in column "Date"',
    '"2020-05-22 soon" is no ISO 8601 time',
  ]);
});

it('one that is not in the header is told', async () => {
  await files.write('a.csv', 'Date,Time\n2020-05-22,00:10\n');
  const { message, hint } = await refusal(files, { files: 'a.csv', time: ['Date', 'Tim'] });
  expect(message).toBe('"a.csv" has no column "Tim" (time)');
  expect(hint).toBe('did you mean "Time"? set generator.source.time');
});

it.each(['Date,Time', 'Date Time', 'Date + Time'])(
  '%s is no column: how both are named is told',
  async (time) => {
    await files.write('a.csv', 'Date,Time,v\n2020-05-22,00:10,1\n');
    const { hint } = await refusal(files, { files: 'a.csv', time });
    expect(hint).toBe('name each column: time: ["Date", "Time"], or --time-column Date Time');
  },
);

it('the delimiter is the one by which all of them are columns', async () => {
  const { times: read } = await times('a.csv', 'Date,x;Time,y;Date;Time\n1;2;2020-05-22;00:10\n', {
    time: ['Date', 'Time'],
  });
  expect(read).toEqual(['2020-05-22T00:10:00.000Z']);
});
