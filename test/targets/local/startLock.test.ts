import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localPaths } from '../../../targets/local/paths.ts';
import type { LocalPaths } from '../../../targets/local/paths.ts';
import { withStartLock } from '../../../targets/local/startLock.ts';
import { makeFolder } from '../../cli/courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
let paths: LocalPaths;
let told: number;
const waiting = {
  signal: new AbortController().signal,
  onWait: () => {
    told += 1;
  },
};

beforeEach(async () => {
  told = 0;
  folder = await makeFolder();
  paths = localPaths(folder.path);
  await mkdir(paths.root);
});
afterEach(() => folder.dispose());

test('two starts take turns, and nothing is left', async () => {
  let inside = 0;
  let most = 0;
  const start = () =>
    withStartLock(paths, waiting, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    });
  await Promise.all([start(), start(), start()]);
  expect(most).toBe(1);
  expect(told).toBeLessThanOrEqual(2);
  expect(await readdir(paths.root)).toEqual([]);
});

test('a start that failed lets the next one in', async () => {
  const failing = withStartLock(paths, waiting, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withStartLock(paths, waiting, () => Promise.resolve('in'))).toBe('in');
});

test.each([
  ['a process that is gone', JSON.stringify({ pid: process.pid, startedAt: 'long ago' })],
  ['a command that was killed while it wrote', ''],
])('the lock of %s is taken over', async (_who, text) => {
  await writeFile(paths.lock, text);
  expect(await withStartLock(paths, waiting, () => Promise.resolve('in'))).toBe('in');
});
