/** How the files of a replay are named. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { endings, isGlob, layoutOf, splitGlob } from '../../chain/replayFiles.ts';

it.each([
  ['a.csv', 'table'],
  ['a/b.TSV', 'table'],
  ['a.b.txt', 'table'],
  ['.x.ndjson', 'lines'],
  ['a.jsonl', 'lines'],
  ['a.json', 'array'],
  ['.csv', undefined],
  ['a/.csv', undefined],
  ['csv', undefined],
  ['a.csv/b', undefined],
  ['a.csv.gz', undefined],
])('%s is a %s', (path, layout) => {
  expect(layoutOf(path)).toBe(layout);
});

it.each(['*.csv', 'a?.csv', '**/x'])('%s is a glob', (pattern) => {
  expect(isGlob(pattern)).toBe(true);
});

it.each(['a.csv', 'a[1].csv', '{a,b}.csv'])('%s is no glob', (name) => {
  expect(isGlob(name)).toBe(false);
});

it.each([
  ['data/*.csv', 'data', '*.csv'],
  ['/srv/2010/**/a?.csv', '/srv/2010', '**/a?.csv'],
  ['*/a.csv', '', '*/a.csv'],
  ['/*', '', '*'],
])('%s begins in the folder "%s"', (pattern, folder, rest) => {
  expect(splitGlob(pattern)).toEqual({ folder, rest });
});

it('the docs name every ending', async () => {
  const page = await readFile(new URL('../../docs/replay.md', import.meta.url), 'utf8');
  for (const ending of endings) expect(page).toContain(`\`${ending}\``);
});
