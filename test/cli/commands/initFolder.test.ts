/** Where a new chain may go, and what is proposed where it may not. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { courant, makeFolder } from '../courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.dispose());

async function write(path: string): Promise<void> {
  await mkdir(dirname(join(folder.path, path)), { recursive: true });
  await writeFile(join(folder.path, path), 'time\n2020-01-01\n');
}

test.each([
  [['.', '--from', '.'], 'my-chain --from .'],
  [['./full/', '--from', 'my data/*.csv'], "./full-3 --from 'my data/*.csv'"],
  [['full'], 'full-3'],
])('init %j: another folder is proposed, with what is replayed', async (args, proposed) => {
  for (const path of ['full/a.csv', 'full-2/a.csv']) await write(path);
  const { code, stderr } = await courant({ cwd: folder.path }, 'init', ...args);
  expect(code).toBe(2);
  expect(stderr.trimEnd().endsWith(` init ${proposed}`)).toBe(true);
});

test.each([
  [['nl\nx'], 'the folder "nl\\nx" has a character in its name that cannot be printed'],
  [['chain', '--from', ''], '--from: it is empty'],
])('init %j is refused, and nothing is written', async (args, problem) => {
  await write('a.csv');
  const { code, stderr } = await courant({ cwd: folder.path }, 'init', ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(`error COURANT_USAGE: ${problem}\n  nothing was written\n`);
  expect(await readdir(folder.path)).toEqual(['a.csv']);
});
