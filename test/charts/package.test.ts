import { execa } from 'execa';
import { mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as constructs from '../../charts/index.ts';
import { filesUnder } from '../../targets/machine/files.ts';
import { makeFolder, root } from '../cli/courant.ts';

/** A project that has the package as npm would install it, and its dependencies beside it. */
let project: Awaited<ReturnType<typeof makeFolder>>;

const app = `
import { App } from 'cdk8s';
import { StreamingChain } from 'courant/constructs';
const app = new App();
const chain = new StreamingChain(app, 'sensors', {
  queries: { hot: 'SELECT sensor AS key, value FROM readings' },
  generator: { rate: 100 },
});
const objects: { kind: string }[] = chain.toJson();
console.log([chain.kafka.bootstrapServers, objects.length].join(' '));
`;

beforeAll(async () => {
  project = await makeFolder({ 'app.ts': app, 'package.json': '{"type":"module"}' });
  const pack = ['run', '-s', 'pack', '--', '--pack-destination', project.path];
  const { stdout: packed } = await execa('npm', pack, { cwd: root });
  const modules = join(project.path, 'node_modules');
  await mkdir(join(modules, 'courant'), { recursive: true });
  await execa('tar', ['-xzf', packed, '-C', 'node_modules/courant', '--strip-components=1'], {
    cwd: project.path,
  });
  for (const name of await readdir(join(root, 'node_modules'))) {
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
});
afterAll(() => project.dispose());

/** Another pack may be reading it just then: two tests that pack may run at once. */
test('a second pack leaves the types as they are', async () => {
  const file = join(root, 'build/types/chain/chain.d.ts');
  const before = await stat(file);
  await execa('npm', ['run', '-s', 'pack', '--', '--dry-run'], { cwd: root });
  expect((await stat(file)).ino).toBe(before.ino);
});

test('courant/constructs makes a chain in a project of its own', async () => {
  const source = app.replace(/: \{ kind: string \}\[\]/, '');
  await writeFile(join(project.path, 'app.mjs'), source);
  const { stdout, stderr } = await execa(process.execPath, ['app.mjs'], { cwd: project.path });
  expect({ stdout, stderr }).toEqual({
    stdout: 'sensors-kafka-bootstrap.sensors.svc:9093 25',
    stderr: '',
  });
});

const definition = `
import { defineChain } from 'courant';
import type { ChainInput } from 'courant';
const generator: ChainInput['generator'] = { rate: 100, load: { shape: 'sine', period: '1m' } };
export default defineChain({ name: 'mine', queries: { folder: 'queries' }, generator });
`;

/** As a user has it who asked for nothing but strictness: libraries are checked too. */
async function compile(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(project.path, name), text);
  const flags = '--noEmit --strict --module nodenext --target es2022 --types node'.split(' ');
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { exitCode, stdout } = await execa(
    process.execPath,
    [compiler, ...flags, ...Object.keys(files)],
    { cwd: project.path, reject: false },
  );
  return { exitCode, stdout };
}

test('a definition and an app of constructs compile there, by plain settings', async () => {
  expect(await compile({ 'app.ts': app, 'chain.config.ts': definition })).toEqual({
    exitCode: 0,
    stdout: '',
  });
});

test('what a definition cannot be is found by the compiler', async () => {
  const wrong = definition.replace("shape: 'sine'", "shape: 'sinus'");
  const { stdout } = await compile({ 'wrong.ts': wrong });
  expect(stdout).toMatch(/^wrong\.ts\(4,\d+\): error TS2322: Type '"sinus"' is not assignable/);
});

test('synth works from there, for a chain of the project', async () => {
  await mkdir(join(project.path, 'queries'));
  await writeFile(join(project.path, 'queries/hot.sql'), 'SELECT sensor AS key FROM readings\n');
  await writeFile(join(project.path, 'chain.config.ts'), definition);
  const courant = join(project.path, 'node_modules/courant/bin/courant.mjs');
  await execa(process.execPath, [courant, 'synth'], { cwd: project.path });
  expect(await readFile(join(project.path, 'dist/0003-spark.k8s.yaml'), 'utf8')).toContain(
    'hot.sql',
  );
});

test('the package carries the examples, and a chain made of one depends on its version', async () => {
  const courant = join(project.path, 'node_modules/courant/bin/courant.mjs');
  const args = ['init', 'words', '--example', 'word-count'];
  await execa(process.execPath, [courant, ...args], { cwd: project.path });
  const below = async (folder: string): Promise<string[]> =>
    (await filesUnder(folder)).map((path) => relative(folder, path));
  const written = (await below(join(root, 'examples/word-count'))).filter(
    (path) => !/^(build|node_modules|\.courant|package-lock\.json)/.test(path),
  );
  const made = await below(join(project.path, 'words'));
  expect(made.sort()).toEqual([...written, '.gitignore'].sort());
  const manifest = await readFile(join(project.path, 'words/package.json'), 'utf8');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(JSON.parse(manifest)).toMatchObject({ dependencies: { courant: version } });
});

test('what is exported is what the sources export', async () => {
  const entry = await readFile(join(root, 'bin/constructs.mjs'), 'utf8');
  const names = /export const \{([^}]+)\}/.exec(entry)?.[1]?.split(',') ?? [];
  expect(
    names
      .map((name) => name.trim())
      .filter(Boolean)
      .sort(),
  ).toEqual(Object.keys(constructs).sort());
});
