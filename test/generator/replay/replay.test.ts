/** Files of the user as readings, from the file to the reading. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { open, readAll, startMs, useFiles } from './useFiles.ts';

const files = useFiles();
const temperatures = createRequire(import.meta.url).resolve('vega-datasets/data/sf-temps.csv');
const iso = (ms: number) => new Date(ms).toISOString();

describe('a real data set', () => {
  it('every row of sf-temps.csv becomes a reading of the sensor sf-temps', async () => {
    const fields = {
      files: temperatures,
      time: 'date',
      value: 'temp',
      kind: 'temperature',
      unit: '[degF]',
    };
    const { readings, badRows, notes } = await readAll(files, { ...fields, eventTime: 'original' });
    expect(readings).toHaveLength(8_759);
    expect(badRows).toEqual([]);
    expect(notes).toEqual([]);
    expect(readings[0]).toEqual({
      sensor: 'sf-temps',
      kind: 'temperature',
      value: 47.4,
      unit: '[degF]',
      event_time: '2010-01-01T09:00:00.000Z',
      data: { date: '2010-01-01T01:00:00-08:00', temp: 47.4 },
    });
    expect(new Set(readings.map(({ sensor }) => sensor))).toEqual(new Set(['sf-temps']));
  });

  it('shifted at max, the last row is of now and the distances are as recorded', async () => {
    const fields = { files: temperatures, time: 'date', value: 'temp' };
    const [{ all }, original] = [
      await readAll(files, fields),
      await readAll(files, { ...fields, eventTime: 'original' }),
    ];
    expect(all.at(-1)?.reading.event_time).toBe(iso(startMs));
    const distance = all[0]!.eventTimeMs - original.all[0]!.eventTimeMs;
    expect(all.map(({ eventTimeMs }) => eventTimeMs - distance)).toEqual(
      original.all.map(({ eventTimeMs }) => eventTimeMs),
    );
  });
});

describe('what a reading has', () => {
  it('sensor, time and value by the columns named; every other column under data, the recorded time too', async () => {
    await files.write('own.csv', 'id;at;t;humidity;state\nA7;2010-01-01 00:00;21.5;40;ok\n');
    const { readings } = await readAll(files, {
      files: 'own.csv',
      sensor: 'id',
      time: 'at',
      value: 't',
    });
    expect(readings).toEqual([
      {
        sensor: 'A7',
        value: 21.5,
        event_time: iso(startMs),
        data: { at: '2010-01-01 00:00', t: 21.5, humidity: 40, state: 'ok' },
      },
    ]);
  });

  it('objects keep what is nested in them', async () => {
    await files.write(
      'own.ndjson',
      '{"id":7,"at":1262304000,"geo":{"lat":1,"tags":["a"]},"none":null}\n',
    );
    const { readings } = await readAll(files, {
      files: 'own.ndjson',
      sensor: 'id',
      time: 'at',
      timeFormat: 'epoch_s',
    });
    expect(readings[0]).toEqual({
      sensor: '7',
      event_time: iso(startMs),
      data: { at: 1262304000, geo: { lat: 1, tags: ['a'] }, none: null },
    });
  });

  it('two files of one name are one sensor, which is said', async () => {
    await files.write('two/a/x.csv', 'n\n1\n');
    await files.write('two/b/x.csv', 'n\n2\n');
    const { notes } = await readAll(files, { files: 'two/*/*.csv' });
    expect(notes).toContain('"two/a/x.csv" and "two/b/x.csv" are one sensor, "x"');
  });
});

describe('rows without a time', () => {
  it('are stamped as they are sent, at the rate of the generator', async () => {
    await files.write('plain.csv', 'n\n1\n2\n3\n');
    let nowMs = startMs;
    const options = { nowMs: () => (nowMs += 1_000), atOnce: 1 };
    const { all, notes } = await readAll(files, { files: 'plain.csv', speed: 1 }, options);
    expect(all.map(({ dueMs }) => dueMs)).toEqual([null, null, null]);
    expect(all.map(({ eventTimeMs }) => eventTimeMs - startMs)).toEqual([1_000, 2_000, 3_000]);
    expect(notes).toEqual([
      'no column is named as the time (generator.source.time): rows are stamped as they are sent, at generator.rate',
    ]);
  });

  it('are due at once at max', async () => {
    await files.write('plain.csv', 'n\n1\n2\n');
    const { all, notes } = await readAll(files, { files: 'plain.csv', speed: 'max' });
    expect(all.map(({ dueMs }) => dueMs)).toEqual([0, 0]);
    expect(notes[0]).toMatch(/as fast as possible$/);
  });
});

it('times of a 12-hour clock without a date go on through midnight', async () => {
  await files.write('clock.csv', 'at,n\n11:58 PM,1\n11:59 PM,2\n12:01 AM,3\n');
  const { all, notes } = await readAll(files, {
    files: 'clock.csv',
    time: 'at',
    timeFormat: 'hh:mm a',
    speed: 1,
  });
  expect(all.map(({ dueMs }) => dueMs)).toEqual([0, 60_000, 180_000]);
  expect(all.map(({ eventTimeMs }) => eventTimeMs - startMs)).toEqual([0, 60_000, 180_000]);
  expect(notes[0]).toContain('times have no date');
});

it('two files of clock times are merged within one day', async () => {
  await files.write('clocks/a.csv', 'at\n10:00 PM\n01:00 AM\n');
  await files.write('clocks/b.csv', 'at\n11:00 PM\n02:00 AM\n');
  const { readings } = await readAll(files, { files: 'clocks', time: 'at', timeFormat: 'hh:mm a' });
  expect(readings.map(({ data }) => data?.['at'])).toEqual([
    '10:00 PM',
    '11:00 PM',
    '01:00 AM',
    '02:00 AM',
  ]);
});

describe('loop', () => {
  it('goes on for ever, bad rows are counted once, each pass follows the one before', async () => {
    await files.write('loop.csv', 'at,n\n2010-01-01T00:00:00Z,1\nNA,2\n2010-01-01T00:00:10Z,3\n');
    const fields = { files: 'loop.csv', time: 'at', loop: true, eventTime: 'original', speed: 10 };
    const { readings, all, badRows, source } = await readAll(files, fields, { most: 7 });
    expect(readings.map(({ data }) => data?.['n'])).toEqual([1, 3, 1, 3, 1, 3, 1]);
    expect(all.map(({ eventTimeMs }) => eventTimeMs - Date.UTC(2010, 0, 1))).toEqual([
      0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000,
    ]);
    expect(all.map(({ dueMs }) => dueMs)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000]);
    expect(badRows).toHaveLength(1);
    expect(source.badRows).toBe(1);
  });

  it('of rows without a time', async () => {
    await files.write('plain.csv', 'n\n1\n2\n');
    const { readings } = await readAll(
      files,
      { files: 'plain.csv', loop: true },
      { most: 5, atOnce: 3 },
    );
    expect(readings.map(({ data }) => data?.['n'])).toEqual([1, 2, 1, 2, 1]);
  });

  it('ends where the file was emptied meanwhile', async () => {
    await files.write('emptied.csv', 'n\n1\n');
    const { source } = await open(files, { files: 'emptied.csv', loop: true });
    expect(await source.next(1)).toHaveLength(1);
    await files.write('emptied.csv', 'n\n');
    expect(await source.next(5)).toEqual([]);
    await source.close();
  });
});

describe('the newest time of a large file', () => {
  const row = (index: number) => `2010-01-01T00:00:00Z,${'x'.repeat(90)},${index}\n`;
  const many = Array.from({ length: 8_000 }, (_, index) => row(index)).join('');

  it.each([
    ['csv', `at,x,n\n${many}2010-01-01T01:00:00Z,é"y,1\n`],
    ['utf16.csv', Buffer.from(`\ufeffat,x,n\n${many}2010-01-01T01:00:00Z,é,1\n`, 'utf16le')],
    [
      'ndjson',
      `${many.replaceAll(/^([^,]+),(x+),(\d+)$/gm, '{"at":"$1","x":"$2","n":$3}')}{"at":"2010-01-01T01:00:00Z"}\n`,
    ],
    [
      'json',
      `[${many.replaceAll(/^([^,]+),(x+),(\d+)$/gm, '{"at":"$1","x":["$2",{"n":$3}]},')}{"at":"2010-01-01T01:00:00Z"}]`,
    ],
  ])('is read from the end of %s', async (kind, content) => {
    await files.write(`large.${kind}`, content);
    const { all, notes } = await readAll(files, { files: `large.${kind}`, time: 'at' });
    expect(all).toHaveLength(8_001);
    expect(all[0]?.eventTimeMs).toBe(startMs - 3_600_000);
    expect(all.at(-1)?.eventTimeMs).toBe(startMs);
    expect(notes).toEqual([]);
  });

  it('is not the last row: event times never run ahead, which is said', async () => {
    await files.write(
      'disorder.csv',
      `at,x,n\n2010-01-01T00:00:00Z,x,0\n2010-01-01T05:00:00Z,x,0\n${many}`,
    );
    const { all, notes } = await readAll(files, { files: 'disorder.csv', time: 'at' });
    expect(Math.max(...all.map(({ eventTimeMs }) => eventTimeMs))).toBe(startMs);
    expect(notes).toContain(
      'the last rows are not the newest: event times of newer rows are the time of sending',
    );
  });
});

it('a long pause of the recording is said', async () => {
  await files.write('pause.csv', 'at\n2010-01-01\n2010-01-03\n');
  const { notes } = await readAll(files, { files: 'pause.csv', time: 'at', speed: 2 });
  expect(notes).toContain(
    '"pause.csv" line 3 is due 24h after the row before it; generator.source.speed shortens such pauses',
  );
});

it('gives the same readings however much is read at once', async () => {
  const fields = { files: temperatures, time: 'date', value: 'temp' };
  const once = await readAll(files, fields);
  const often = await readAll(files, fields, { blockBytes: 777, atOnce: 13 });
  expect(often.readings).toEqual(once.readings);
});
