import { execa } from 'execa';
import { appendFile, cp, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shipped } from '../../bin/build.mjs';
import { makeFolder, root } from './courant.ts';

/** A copy of the package, as a fresh clone has it: no build. */
let clone: Awaited<ReturnType<typeof makeFolder>>;

beforeEach(async () => {
  clone = await makeFolder();
  for (const part of ['bin', ...shipped.parts]) {
    await cp(join(root, part), join(clone.path, part), { recursive: true });
  }
  await cp(join(root, 'package.json'), join(clone.path, 'package.json'));
  await symlink(join(root, 'node_modules'), join(clone.path, 'node_modules'));
});
afterEach(() => clone.dispose());

const run = (env: Readonly<Record<string, string>> = {}) =>
  execa(process.execPath, [join(clone.path, 'bin/courant.mjs'), '--version'], {
    cwd: '/',
    env,
    reject: false,
  });

const builds = async (folder = join(clone.path, 'build')): Promise<string[]> =>
  (await readdir(folder)).sort();

test('the first commands build once, also when they start at the same moment', async () => {
  const results = await Promise.all([run(), run(), run()]);
  expect(results.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
    results.map(() => ({ exitCode: 0, stderr: '' })),
  );
  expect(await builds()).toHaveLength(1);
});

test('an edit of a source makes another build; what still runs keeps its own', async () => {
  await run();
  const [before] = await builds();
  await appendFile(join(clone.path, 'cli/shell.ts'), '\n');
  expect((await run()).exitCode).toBe(0);
  const after = await builds();
  expect(after).toHaveLength(2);
  expect(after).toContain(before);
});

test('a broken source is shown with its place', async () => {
  await writeFile(join(clone.path, 'cli/shell.ts'), 'export const = 1;\n');
  const { exitCode, stderr } = await run();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('cli/shell.ts:1:14: Expected identifier');
});

test('where the package cannot be written, the build goes to the cache folder', async () => {
  // A file where the folder would be: nobody, root included, can write below it.
  await writeFile(join(clone.path, 'build'), '');
  const cache = await makeFolder();
  expect(await run({ COURANT_CACHE: cache.path })).toMatchObject({ exitCode: 0, stderr: '' });
  const [byFolder = ''] = await builds(join(cache.path, 'build'));
  expect(await builds(join(cache.path, 'build', byFolder))).toHaveLength(1);
  await cache.dispose();
});
