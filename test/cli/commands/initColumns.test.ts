/** Which columns of a user's files are guessed. */
import { expect, it } from 'vitest';
import { guessColumns } from '../../../cli/commands/begin/initColumns.ts';
import type { Columns } from '../../../cli/commands/begin/initColumns.ts';

type Row = Readonly<Record<string, unknown>>;

const nothingFurther = () => Promise.resolve([]);

function guess(...rows: Row[]): Promise<Columns> {
  const sampled = rows.map((data, index) => {
    return { sensor: 'file', timeMs: null, value: undefined, data, line: index + 2 };
  });
  const columns = Object.keys(rows[0] ?? {});
  return guessColumns(
    [{ shown: 'a.csv', columns, rows: sampled }],
    nothingFurther,
    Date.UTC(2026, 10, 27),
  );
}

it.each<[rows: Row[], time: string | undefined]>([
  [[{ a: '2020-01-01', date: '2020-01-02' }], 'date'],
  [[{ a: '2020-01-01', flight_date: '2020-01-02' }], 'flight_date'],
  [[{ a: '2020-01-01', b: '2020-01-02' }], 'a'],
  [[{ time: '10:00', day: '2020-01-02' }], 'day+time'],
  [[{ duration: '10:00', day: '2020-01-02' }], 'day'],
  [[{ year: 2020, month: 5, temp: 3 }], 'year'],
  [[{ year: 2020, month: 5, day: 7, temp: 3 }], 'year+month+day'],
  [[{ clock: '10:00', year: 2020 }], 'clock'],
  [[{ duration: '1:05', temp: 3 }], undefined],
  [[{ year: 2020, temp: 3 }], 'year'],
  [[{ year: 2020 }, { year: 2020.5 }], undefined],
  [[{ population: 1_262_304_000, temp: 3 }], undefined],
  [[{ updated_at: 1_262_304_000, temp: 3 }], 'updated_at'],
  [[{ date: '2020-01-01' }, { date: null }], undefined],
])('%j: the time is %s', async (rows, time) => {
  expect((await guess(...rows)).time?.names.join('+')).toBe(time);
});

it.each<[rows: Row[], sensor: string | undefined]>([
  [[{ temp: 1, station_id: 7 }], 'station_id'],
  [[{ temp: 1, Room: 'kitchen' }], 'Room'],
  [
    [
      { temp: 1, place: 'A' },
      { temp: 1, place: '' },
    ],
    undefined,
  ],
  [[{ temp: 1, place: { id: 1 } }], undefined],
  [Array.from({ length: 30 }, (_, id) => ({ id, temp: 1 })), undefined],
  [Array.from({ length: 30 }, (_, at) => ({ id: at % 3, temp: 1 })), 'id'],
])('%j: the sensor is %s', async (rows, sensor) => {
  expect((await guess(...rows)).sensor).toBe(sensor);
});

it.each<[rows: Row[], value: string | undefined]>([
  [[{ co2: 1, temperature: 2 }], 'temperature'],
  [[{ elevation: 1, 'HLY-TEMP': 2 }], 'HLY-TEMP'],
  [[{ latitude: 1, co2: 2 }], 'co2'],
  [[{ co2: 'NA', level: 'high' }, { co2: 3 }], 'co2'],
  [[{ co2: 'NA' }], undefined],
  [[{ co2: '' }, { co2: 'much' }], undefined],
])('%j: the value is %s', async (rows, value) => {
  expect((await guess(...rows)).value).toBe(value);
});

it('the spacing is the middle one, also of times that run backwards', async () => {
  const rows = ['10:03', '10:02', '10:02', '10:01', '09:00'].map((clock) => {
    return { time: `2020-01-01 ${clock}`, temp: 1 };
  });
  expect((await guess(...rows)).spacingMs).toBe(60_000);
});

it('no time that only some files have, which is said', async () => {
  const file = (shown: string, data: Row) => {
    const row = { sensor: 'file', timeMs: null, value: undefined, data, line: 2 };
    return { shown, columns: Object.keys(data), rows: [row] };
  };
  const files = [
    file('a.csv', { time: '2024-01-01', v: 1 }),
    file('b.csv', { when: '2024-01-02', w: 1 }),
  ];
  const { time, timeNotes } = await guessColumns(files, nothingFurther, Date.UTC(2026, 10, 27));
  expect(time).toBeUndefined();
  expect(timeNotes).toEqual([
    '"time" holds times, but "b.csv" has no such column',
    '"when" holds times, but "a.csv" has no such column',
  ]);
});
