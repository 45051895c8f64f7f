import { execa } from 'execa';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as constructs from '../../charts/index.ts';
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
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', project.path], {
    cwd: root,
  });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  const modules = join(project.path, 'node_modules');
  await mkdir(join(modules, 'courant'), { recursive: true });
  await execa(
    'tar',
    ['-xzf', packed!.filename, '-C', 'node_modules/courant', '--strip-components=1'],
    {
      cwd: project.path,
    },
  );
  for (const name of await readdir(join(root, 'node_modules'))) {
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
});
afterAll(() => project.dispose());

test('courant/constructs makes a chain in a project of its own', async () => {
  const source = app.replace(/: \{ kind: string \}\[\]/, '');
  await writeFile(join(project.path, 'app.mjs'), source);
  const { stdout, stderr } = await execa(process.execPath, ['app.mjs'], { cwd: project.path });
  expect({ stdout, stderr }).toEqual({
    stdout: 'sensors-kafka-bootstrap.sensors.svc:9093 25',
    stderr: '',
  });
});

test('its types are known there', async () => {
  const flags = '--noEmit --strict --skipLibCheck --module nodenext --target es2022 --types node';
  const { exitCode, stdout } = await execa(
    process.execPath,
    [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...flags.split(' '),
      '--allowImportingTsExtensions',
      'app.ts',
    ],
    { cwd: project.path, reject: false },
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});

test('synth works from there, for a chain of the project', async () => {
  await mkdir(join(project.path, 'queries'));
  await writeFile(join(project.path, 'queries/hot.sql'), 'SELECT sensor AS key FROM readings\n');
  await writeFile(
    join(project.path, 'chain.config.ts'),
    `import { defineChain } from 'courant';
     export default defineChain({ name: 'mine', queries: { folder: 'queries' } });`,
  );
  const tool = join(project.path, 'node_modules/courant/bin/tool.mjs');
  await execa(process.execPath, [tool, 'synth'], { cwd: project.path });
  expect(await readFile(join(project.path, 'dist/0003-spark.k8s.yaml'), 'utf8')).toContain(
    'hot.sql',
  );
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
