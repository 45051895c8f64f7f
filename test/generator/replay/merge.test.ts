/** Rows of several files in one order of time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAll, useFiles } from './useFiles.ts';

const files = useFiles();
const day = Date.UTC(2010, 0, 1);
const original = { time: 'at', timeFormat: 'epoch_ms', eventTime: 'original' };

let folders = 0;
/** @param tables times of the rows of each file, in ms after a day's beginning */
async function write(
  tables: readonly (readonly number[])[],
  kind: 'csv' | 'ndjson' | 'json' = 'csv',
) {
  const folder = `merge${(folders += 1)}`;
  await files.write(`${folder}/empty.csv`, 'at,n\n');
  for (const [index, times] of tables.entries()) {
    const rows = times.map((ms, n) => ({ at: day + ms, n }));
    const texts = {
      csv: ['at,n', ...rows.map(({ at, n }) => `${at},${n}`)].join('\n'),
      ndjson: rows.map((row) => JSON.stringify(row)).join('\n'),
      json: JSON.stringify(rows),
    };
    await files.write(`${folder}/${String.fromCharCode(97 + index)}.${kind}`, texts[kind]);
  }
  return folder;
}

const sorted = fc
  .array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 30 })
  .map((times) => times.sort((a, b) => a - b));

it('is in the order of time; of one time, in the order of the files and of their rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sorted, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 8, max: 200 }),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom('csv' as const, 'ndjson' as const, 'json' as const),
      async (tables, blockBytes, atOnce, kind) => {
        fc.pre(tables.some((times) => times.length > 0));
        const folder = await write(tables, kind);
        const { all, badRows } = await readAll(
          files,
          { files: folder, ...original },
          { blockBytes, atOnce },
        );
        const want = tables
          .flatMap((times, file) => times.map((ms, n) => ({ ms, file, n })))
          .sort((a, b) => a.ms - b.ms || a.file - b.file || a.n - b.n);
        expect(
          all.map(({ eventTimeMs, reading }) => ({
            ms: eventTimeMs - day,
            file: reading.sensor.charCodeAt(0) - 97,
            n: reading.data?.['n'],
          })),
        ).toEqual(want);
        expect(badRows).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

describe('many files', () => {
  it('more of them than may stay open are merged all the same', async () => {
    const tables = Array.from({ length: 300 }, (_, index) => [index, 1_000 + index]);
    for (const [index, [one, two]] of tables.entries()) {
      await files.write(`many/${index}.csv`, `at\n${day + one!}\n${day + two!}\n`);
    }
    const { all } = await readAll(files, { files: 'many', ...original });
    expect(all.map(({ eventTimeMs }) => eventTimeMs - day)).toEqual(
      tables.flat().sort((a, b) => a - b),
    );
  });
});

it('rows that are not in the order of their time are sent as they come, which is said', async () => {
  const folder = await write([[0, 100, 50, 200], [60]]);
  const { all, notes } = await readAll(files, { files: folder, ...original });
  expect(all.map(({ eventTimeMs }) => eventTimeMs - day)).toEqual([0, 60, 100, 50, 200]);
  expect(notes).toContainEqual(
    `rows of "${folder}/a.csv" are not in the order of their time, see line 4: they are sent as they come`,
  );
});

it('files without times come one after the other', async () => {
  await files.write('plain/a.csv', 'n\n1\n2\n');
  await files.write('plain/b.csv', 'n\n3\n');
  const { readings } = await readAll(files, { files: 'plain' });
  expect(readings.map(({ sensor, data }) => [sensor, data?.['n']])).toEqual([
    ['a', 1],
    ['a', 2],
    ['b', 3],
  ]);
});

it('a file that disappears while it is replayed is told with what was sent', async () => {
  const { rm } = await import('node:fs/promises');
  const folder = await write([Array.from({ length: 200 }, (_, index) => index), [900]]);
  const { open } = await import('./useFiles.ts');
  const { source } = await open(files, { files: folder, ...original }, { blockBytes: 64 });
  expect(await source.next(50)).toHaveLength(50);
  await rm(`${files.folder}/${folder}/b.csv`);
  const rest = async () => {
    while ((await source.next(50)).length > 0);
  };
  await expect(rest()).rejects.toMatchObject({
    code: 'COURANT_REPLAY_INVALID',
    message: `"${folder}/b.csv" cannot be read: ENOENT: no such file or directory`,
    left: 'the rows before it were sent',
  });
  await source.close();
});
