import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  exists,
  filesUnder,
  nowUsed,
  removeOld,
  removeUnused,
} from '../../../targets/machine/files.ts';
import { makeFolder } from '../../cli/courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.dispose());

test('files under a folder come sorted, a file is its own only one, and nothing is none', async () => {
  await mkdir(join(folder.path, 'b'));
  for (const name of ['c', 'b/a', 'a']) await writeFile(join(folder.path, name), '');
  const all = ['a', 'b/a', 'c'].map((name) => join(folder.path, name));
  expect(await filesUnder(folder.path)).toEqual(all);
  expect(await filesUnder(join(folder.path, 'c'))).toEqual([join(folder.path, 'c')]);
  expect(await filesUnder(join(folder.path, 'd'))).toEqual([]);
});

test('of one kind the newest are kept, whatever their names, and other kinds are left alone', async () => {
  for (const [name, second] of [
    ['k-1', 30],
    ['k-2', 10],
    ['k-3', 20],
    ['other', 1],
  ] as const) {
    await mkdir(join(folder.path, name));
    await utimes(join(folder.path, name), second, second);
  }
  await removeOld(folder.path, 2, (name) => name.startsWith('k-'));
  expect((await readdir(folder.path)).sort()).toEqual(['k-1', 'k-3', 'other']);
  expect(await exists(join(folder.path, 'k-2'))).toBe(false);
});

test('what was used lately stays, however many there are', async () => {
  for (const name of ['r-1', 'r-2', 'r-3', 'other']) {
    await mkdir(join(folder.path, name));
    await utimes(join(folder.path, name), 10, 10);
  }
  await nowUsed(join(folder.path, 'r-2'));
  await removeUnused(folder.path, 60_000, (name) => name.startsWith('r-'));
  expect((await readdir(folder.path)).sort()).toEqual(['other', 'r-2']);
});

/** As a folder that another process made and put elsewhere just then: listed, and gone when it is looked at. */
test('what is gone while it is looked at is passed over', async () => {
  await mkdir(join(folder.path, 'r-1'));
  await utimes(join(folder.path, 'r-1'), 10, 10);
  await symlink(join(folder.path, 'nowhere'), join(folder.path, 'r-2'));
  await removeUnused(folder.path, 60_000, (name) => name.startsWith('r-'));
  expect(await readdir(folder.path)).toEqual(['r-2']);
});
