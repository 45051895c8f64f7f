/** Which files a replay reads. */
import { mkdir, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { findFiles } from '../../../../generator/replay/files/find.ts';
import { Notes } from '../../../../generator/replay/notes.ts';
import { refusal, useFiles } from '../useFiles.ts';

const files = useFiles();
beforeAll(async () => {
  const names = [
    'data/b.csv',
    'data/a.csv',
    'data/c.ndjson',
    'data/readme.md',
    'data/.hidden.csv',
    'data/2010/d.csv',
    'data/2010/11/e.CSV',
    'data/node_modules/f.csv',
    'odd/a[1].csv',
    'odd/what?.csv',
    'zip/data.csv.gz',
    'none/readme.md',
    'plain',
  ];
  for (const name of names) await files.write(name, 'a\n1\n');
  await mkdir(join(files.folder, 'folder.csv'));
  await symlink(files.folder, join(files.folder, 'data/2010/round'));
});

async function find(pattern: string) {
  const notes: string[] = [];
  const found = await findFiles(pattern, files.folder, new Notes((text) => notes.push(text)));
  return { shown: found.map(({ shown }) => shown), found, notes };
}

it.each<[pattern: string, shown: string[]]>([
  ['data/a.csv', ['data/a.csv']],
  ['data', ['data/a.csv', 'data/b.csv', 'data/c.ndjson']],
  ['data/', ['data/a.csv', 'data/b.csv', 'data/c.ndjson']],
  ['data/*.csv', ['data/a.csv', 'data/b.csv']],
  ['data/?.csv', ['data/a.csv', 'data/b.csv']],
  ['data/.*.csv', ['data/.hidden.csv']],
  ['*/a*.csv', ['data/a.csv', 'odd/a[1].csv']],
  ['data/**/*.csv', ['data/2010/d.csv', 'data/a.csv', 'data/b.csv']],
  [
    'data/**',
    ['data/2010/11/e.CSV', 'data/2010/d.csv', 'data/a.csv', 'data/b.csv', 'data/c.ndjson'],
  ],
  ['odd/a[1].csv', ['odd/a[1].csv']],
  ['odd/what?.csv', ['odd/what?.csv']],
])('%s', async (pattern, shown) => {
  expect((await find(pattern)).shown).toEqual(shown);
});

it('an absolute path outside the folder of the definition is shown as it is', async () => {
  const path = join(files.folder, 'data/a.csv');
  expect((await find(path)).shown).toEqual(['data/a.csv']);
  const other = await findFiles(path, join(files.folder, 'none'), new Notes(() => undefined));
  expect(other.map(({ shown }) => shown)).toEqual([path]);
  expect(relative(files.folder, other[0]!.path)).toBe('data/a.csv');
});

it('says what of a folder is not replayed', async () => {
  expect((await find('data')).notes).toEqual([
    'not replayed, as their names do not end in .csv, .tsv, .txt, .ndjson, .jsonl, .json: "readme.md"',
  ]);
});

it.each<[pattern: string, message: RegExp, hint: RegExp]>([
  ['data/aa.csv', /^there is no file "data\/aa.csv"$/, /^did you mean "data\/a.csv"\?$/],
  ['nowhere/x.csv', /^there is no file/, /^name a file, a folder or a glob/],
  ['none', /^no file to replay is found by "none"$/, /^put a file that ends in/],
  ['none/*.csv', /^no file to replay is found by/, /^put a file/],
  ['nowhere/*.csv', /^no file to replay is found by/, /^put a file/],
  ['zip/data.csv.gz', /does not end in \.csv/, /^unpack it first$/],
  ['plain', /^"plain" does not end in \.csv/, /rename it/],
  ['folder.c*', /^no file to replay is found by/, /./],
  ['/dev/null', /^"\/dev\/null" is a device, not a file$/, /^name a file/],
])('%s is refused', async (pattern, message, hint) => {
  const error = await refusal(files, { files: pattern });
  expect(error).toMatchObject({
    code: 'COURANT_REPLAY_INVALID',
    left: 'nothing was sent',
    exitCode: 2,
  });
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
