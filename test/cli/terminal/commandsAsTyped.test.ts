import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandsAsTyped, courantAsTyped } from '../../../cli/terminal/commandsAsTyped.ts';
import { bin, courant, installed, makeFolder } from '../courant.ts';

const commands = ['help', 'up', 'down', 'status', 'reset', 'scale', 'plan', 'init'];
const npx = commandsAsTyped(commands, {
  script: '/x/bin/courant.mjs',
  workingFolder: '/x',
  environment: { npm_command: 'start' },
});

test.each([
  ['start it: courant up', 'start it: npx courant up'],
  ['courant down && courant up', 'npx courant down && npx courant up'],
  [
    'go on: courant up --target local, or: courant down',
    'go on: npx courant up --target local, or: npx courant down',
  ],
  ['after "courant reset NAME" it', 'after "npx courant reset NAME" it'],
  ['see all commands: courant --help', 'see all commands: npx courant --help'],
  ['`courant init my-chain`', '`npx courant init my-chain`'],
  ['courant plan shows what is asked for', 'npx courant plan shows what is asked for'],
])('the command in %j is written %j', (text, written) => {
  expect(npx(text)).toBe(written);
  expect(npx(written)).toBe(written);
});

test.each([
  'the courant that is installed',
  'the manifests of courant do',
  'courant reads format 2',
  'topic "courant.progress"',
  'npm install courant',
  'courant upgrades nothing',
  'the folder /home/me/courant up',
  '@me/courant up',
  'courant up/chain.config.ts',
  '.courant status',
])('%j holds no command', (text) => {
  expect(npx(text)).toBe(text);
});

let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeEach(async () => {
  folder = await makeFolder({ 'bin/courant.mjs': '', 'other/courant': '', 'empty/courant/x': '' });
  await mkdir(join(folder.path, 'path'));
  await chmod(join(folder.path, 'bin/courant.mjs'), 0o755);
  await chmod(join(folder.path, 'other/courant'), 0o755);
  await symlink(join(folder.path, 'bin/courant.mjs'), join(folder.path, 'path/courant'));
});
afterEach(() => folder.dispose());

const typed = (
  script: string,
  { within = '.', path = [] as string[], ...environment }: Record<string, unknown> = {},
): string =>
  courantAsTyped({
    script: join(folder.path, script),
    workingFolder: join(folder.path, within as string),
    environment: {
      ...(environment as Record<string, string>),
      PATH: ['/none', ...(path as string[]).map((name) => join(folder.path, name))].join(':'),
    },
  });

test('below npm it is npx, whatever PATH holds', () => {
  for (const variable of ['npm_command', 'npm_execpath']) {
    expect(typed('bin/courant.mjs', { path: ['path'], [variable]: 'x' })).toBe('npx courant');
  }
  expect(typed('bin/courant.mjs', { path: ['path'], npm_command: '' })).toBe('courant');
});

test('where PATH finds this installation it is courant; another installation is not this one', () => {
  expect(typed('bin/courant.mjs', { path: ['path'] })).toBe('courant');
  expect(typed('bin/courant.mjs', { path: ['empty', 'path', 'other'] })).toBe('courant');
  expect(typed('bin/courant.mjs', { path: ['other', 'path'] })).toBe('node bin/courant.mjs');
});

test('else it is the path, relative where that is shorter, with node for what is no program', () => {
  expect(typed('bin/courant.mjs')).toBe('node bin/courant.mjs');
  expect(typed('bin/courant.mjs', { within: 'bin' })).toBe('node ./courant.mjs');
  expect(typed('path/courant')).toBe('path/courant');
  expect(typed('path/courant', { within: 'path' })).toBe('./courant');
  expect(typed('path/courant', { within: 'other' })).toBe('../path/courant');
  const far = Array.from({ length: 60 }, () => 'x').join('/');
  expect(typed('path/courant', { within: far })).toBe(join(folder.path, 'path/courant'));
});

const chain = {
  'chain.config.json': '{"name":"a"}',
  'spark/queries/q.sql': 'SELECT sensor AS key, value FROM readings',
};

/** What a status of a chain that was not started says to type, without the `up` at its end. */
function hinted(stderr: string): string {
  return /→ start it: (.*) up$/m.exec(stderr)?.[1] ?? stderr;
}

test.each<[string, string, Readonly<Record<string, string | undefined>>]>([
  ['npm start', 'npx courant', { npm_command: 'start' }],
  ['npx', 'npx courant', { npm_execpath: '/usr/lib/npm-cli.js' }],
  ['a shell that finds it', 'courant', installed],
])('started by %s, a hint begins with %s', async (_what, expected, env) => {
  const { path, dispose } = await makeFolder(chain);
  const { stderr } = await courant({ cwd: path, env }, 'status');
  expect(hinted(stderr)).toBe(expected);
  await dispose();
});

test.each(["it's a $HOME of 1", '-x', 'plain'])(
  'the hint of a copy in a folder called %j runs in a shell',
  async (name) => {
    const { path, dispose } = await makeFolder(chain);
    await mkdir(join(path, name));
    await symlink(bin, join(path, name, 'courant'));
    for (const [cwd, script] of [
      [path, join(name, 'courant')],
      [join(path, name), 'courant'],
    ] as const) {
      const shell = (command: string): string =>
        execFileSync('sh', ['-c', `${command} 2>&1`], {
          cwd,
          env: { ...process.env, npm_command: '', npm_execpath: '', SCRIPT: `./${script}` },
          encoding: 'utf8',
        });
      const hint = hinted(shell(`"$SCRIPT" status --config ${JSON.stringify(path)}`));
      expect(hint).not.toMatch(/^(npx )?courant/);
      expect(shell(`${hint} --version`)).toMatch(/^\d+\.\d+\.\d+$/m);
    }
    await dispose();
  },
);

test('a document for programs says courant, however it was started', async () => {
  const { path, dispose } = await makeFolder(chain);
  const at = { cwd: path, env: { npm_command: 'start' } };
  const { stdout } = await courant(at, 'doctor', '-o', 'json');
  expect(stdout).toContain('fetched by the first courant up');
  const events = await courant(at, 'generate', '--sample', '1');
  expect(events.stderr).not.toContain('npx courant');
  await dispose();
});
