/** `init --example`: an example as the beginning of a chain of one's own. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesUnder } from '../../../targets/machine/files.ts';
import { courant, root } from '../courant.ts';
import { useInit } from './useInit.ts';

const folder = useInit();
const examples = ['payments', 'wiki-edits', 'word-count'];
const init = (...args: string[]) => courant({ cwd: folder.path }, 'init', ...args);

test('the help names every example that there is', async () => {
  expect(await readdir(join(root, 'examples'))).toEqual(examples);
  const { stdout } = await init('--help');
  expect(stdout).toContain(`--example <name>       begin with an example: ${examples.join(', ')}`);
});

test.each(examples)('%s is copied whole, and its definitions have no problem', async (name) => {
  const { code, stdout, stderr } = await init('mine', '--example', name);
  expect(code).toBe(0);
  expect(stderr).toContain('cd mine && npm install && npm start');
  const made = (await filesUnder(join(folder.path, 'mine'))).map((path) =>
    path.slice(join(folder.path, 'mine').length + 1),
  );
  expect(made).toEqual(expect.arrayContaining(['.gitignore', 'README.md', 'README.fr.md']));
  for (const path of made) {
    expect(stdout).toContain(`mine/${path}`);
    if (path === 'package.json' || path === '.gitignore') continue;
    expect(await folder.read(`mine/${path}`)).toBe(
      await readFile(join(root, 'examples', name, path), 'utf8'),
    );
  }
  for (const config of made.filter((path) => path.endsWith('.config.ts'))) {
    const cwd = join(folder.path, 'mine');
    const { stdout: found } = await courant({ cwd }, 'doctor', '-o', 'json', '--config', config);
    expect(JSON.parse(found)).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ id: 'definition', ok: true }),
      ]) as unknown,
    });
  }
});

test('it depends on this package as any new chain does, and on what else the example needs', async () => {
  await init('mine', '--example', 'word-count');
  const { scripts, dependencies } = JSON.parse(await folder.read('mine/package.json')) as {
    scripts: Record<string, string>;
    dependencies: Record<string, string>;
  };
  expect(Object.keys(scripts)).toContain('agree');
  expect(dependencies['courant']).toBe(`file:${root.replace(/\/$/, '')}`);
  expect(Object.keys(dependencies).sort()).toEqual(['courant', 'esbuild', 'fzstd', 'kafkajs']);
});

test.each([
  [['wordcount'], 'there is no example "wordcount"', 'did you mean "word-count"?'],
  [['nothing'], 'there is no example "nothing"', `name one of ${examples.join(', ')}`],
  [['../chain'], 'there is no example "../chain"', `name one of ${examples.join(', ')}`],
  [
    ['payments', '--from', 'data.csv'],
    '--example and --from are both given: an example has a source of its own',
    'leave one of the two away',
  ],
])('init mine --example %j is refused, and nothing is written', async (args, problem, hint) => {
  const { code, stderr } = await init('mine', '--example', ...args);
  expect(stderr).toBe(`error COURANT_USAGE: ${problem}\n  nothing was written\n  → ${hint}`);
  expect(code).toBe(2);
  expect(await readdir(folder.path)).toEqual([]);
});

test('a folder that is not empty is refused, and another one proposed', async () => {
  await mkdir(join(folder.path, 'mine'));
  await writeFile(join(folder.path, 'mine/a.txt'), 'mine');
  const { code, stderr } = await init('mine', '--example', 'payments');
  expect(code).toBe(2);
  expect(stderr).toContain('COURANT_FOLDER_NOT_EMPTY');
  expect(stderr.trimEnd().endsWith(' init mine-2 --example payments')).toBe(true);
  expect(await readdir(join(folder.path, 'mine'))).toEqual(['a.txt']);
});
