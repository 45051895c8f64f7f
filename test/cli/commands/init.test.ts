import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { courant, makeFolder, root } from '../courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.dispose());

const read = (path: string): Promise<string> => readFile(join(folder.path, path), 'utf8');

test('a new chain has what it needs, and its definition and queries have no problem', async () => {
  const { code, stdout } = await courant({ cwd: folder.path }, 'init', 'my-chain');
  expect(code).toBe(0);
  expect(stdout).toContain('my-chain/chain.config.ts');
  expect((await readdir(join(folder.path, 'my-chain'))).sort()).toEqual(
    ['.gitignore', 'README.md', 'chain.config.ts', 'package.json', 'queries'].sort(),
  );
  const manifest = JSON.parse(await read('my-chain/package.json')) as object;
  expect(manifest).toMatchObject({ dependencies: { courant: `file:${root.replace(/\/$/, '')}` } });
  const { stdout: found } = await courant(
    { cwd: join(folder.path, 'my-chain') },
    'doctor',
    '-o',
    'json',
  );
  expect(JSON.parse(found)).toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({ id: 'definition', ok: true, found: 'chain.config.ts, 1 query' }),
    ]) as unknown,
  });
});

test("a chain of one's own file names the columns that it guessed", async () => {
  const file = createRequire(import.meta.url).resolve('vega-datasets/data/sf-temps.csv');
  const { code } = await courant({ cwd: folder.path }, 'init', 'temps', '--from', file);
  expect(code).toBe(0);
  const config = await read('temps/chain.config.ts');
  expect(config).toContain("files: 'data/sf-temps.csv'");
  expect(config).toContain("time: 'date'");
  expect(config).toContain("value: 'temp'");
  expect(await read('temps/queries/sensor_stats.sql')).toContain("window(event_time, '1 day')");
  expect(await read('temps/data/sf-temps.csv')).toBe(await readFile(file, 'utf8'));
});

test('columns with any name at all stay data', async () => {
  const head = `"time","it's ${'${x}'} \`\u2028*/","value"`;
  await writeFile(join(folder.path, 'odd.csv'), `${head}\n2020-01-01,1,2\n`);
  await courant({ cwd: folder.path }, 'init', 'odd', '--from', 'odd.csv');
  const { stdout } = await courant({ cwd: join(folder.path, 'odd') }, 'doctor', '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({ id: 'definition', ok: true }),
    ]) as unknown,
  });
});

test('a folder with files is refused and left as it is', async () => {
  await writeFile(join(folder.path, 'a.txt'), 'mine');
  const { code, stderr } = await courant({ cwd: folder.path }, 'init', '.');
  expect(code).toBe(2);
  expect(stderr).toContain('error COURANT_FOLDER_NOT_EMPTY: the folder "." is not empty');
  expect(await readdir(folder.path)).toEqual(['a.txt']);
});

test.each([
  ['empty.csv', '', 'has no rows'],
  ['head.csv', 'a,b\n', 'has no rows'],
  ['utf16.csv', Buffer.from('a,b\n1,2\n', 'utf16le'), 'is not text in UTF-8'],
  ['broken.json', '[{"a": }]', 'is no JSON'],
  ['picture.png', 'x', 'cannot be replayed'],
])('%s cannot be replayed, and no folder is made', async (name, content, problem) => {
  await writeFile(join(folder.path, name), content);
  const { code, stderr } = await courant({ cwd: folder.path }, 'init', 'chain', '--from', name);
  expect(code).toBe(2);
  expect(stderr).toContain(`error COURANT_REPLAY_INVALID: "${name}" ${problem}`);
  expect(await readdir(folder.path)).toEqual([name]);
});
