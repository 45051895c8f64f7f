/** The first rows of a replay's files. */
import { expect, it } from 'vitest';
import { sampleFiles } from '../../../generator/replay/sample.ts';
import { useFiles } from './useFiles.ts';

const files = useFiles();
const sampled = async (pattern: string, notes: string[] = []) =>
  sampleFiles(pattern, { folder: files.folder, onNote: (text) => notes.push(text) });

it('a thousand good rows of each file, over all blocks, with every cell as it is written', async () => {
  const long = 'x'.repeat(500);
  const rows = Array.from({ length: 3_000 }, (_, at) => `${at},${long}`);
  await files.write('many/a.csv', `n,text\n1\n${rows.join('\n')}\n`);
  await files.write('many/b.ndjson', '{"t":{"utc":1},"n":"007"}\n{"other":1}\n');
  await files.write('many/c.csv', 'n\n');
  const { found, files: read } = await sampled('many');
  expect(found.map(({ shown }) => shown)).toEqual(['many/a.csv', 'many/b.ndjson', 'many/c.csv']);
  expect(read.map(({ columns }) => columns)).toEqual([
    ['n', 'text'],
    ['t', 'n', 'other'],
  ]);
  expect(read[0]?.rows.map(({ data }) => data.n)).toEqual(
    rows.slice(0, 1_000).map((_, at) => String(at)),
  );
  expect(read[1]?.rows.map(({ data }) => data)).toEqual([
    { t: { utc: 1 }, n: '007' },
    { other: 1 },
  ]);
});

it('of many files fewer rows each', async () => {
  for (let at = 0; at < 200; at += 1)
    await files.write(`crowd/${at}.csv`, `n\n${'1\n'.repeat(900)}`);
  const { files: read } = await sampled('crowd/*.csv');
  expect(new Set(read.map(({ rows }) => rows.length))).toEqual(new Set([500]));
});

it('tells which files are no data, and nothing of rows', async () => {
  await files.write('some/a.csv', 'n,n\n1,2\n');
  await files.write('some/readme.md', 'x');
  const notes: string[] = [];
  await sampled('some', notes);
  expect(notes).toEqual([expect.stringContaining('readme.md')]);
});

it('tells how many of the rows are bad, and what is wrong with the first of them', async () => {
  await files.write('bad/a.csv', 'n,m\n1,2\n3\n4,5,6\n');
  await files.write('bad/b.json', '[{"n": 1}, {"n":');
  const notes: string[] = [];
  await sampled('bad', notes);
  expect(notes).toEqual([
    expect.stringMatching(/^bad rows: 3 of the 5 looked at; "bad\/a.csv" line 3: /),
  ]);
});
