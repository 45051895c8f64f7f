/** `npm run images` as far as Docker: an engine that only notes what it was asked stands in for the real one. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const tool = path.resolve('bin/tool.mjs');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'courant-images-'));
  const docker = path.join(folder, 'docker');
  await writeFile(docker, `#!/bin/sh\necho "$@" >> "${folder}/asked"\n`);
  await chmod(docker, 0o755);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function images(args: readonly string[], PATH = `${folder}:${process.env.PATH}`): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH };
    execFile(
      process.execPath,
      [tool, 'images', ...args],
      { cwd: folder, env },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}

const asked = async () => (await readFile(path.join(folder, 'asked'), 'utf8')).trim().split('\n');

it('builds from a folder with the bundle and the files of a replay, nothing else', async () => {
  await mkdir(path.join(folder, 'data'));
  await writeFile(path.join(folder, 'data/rows.csv'), 'sensor,value\n');
  const { code, stdout } = await images([
    ...['--only', 'generator', '--generator-base', 'registry.example.org/node:24'],
    ...['--generator-image', 'registry.example.org/generator:1', '--data', 'data'],
    ...['--platform', 'linux/amd64,linux/arm64', '--push'],
  ]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'registry.example.org/generator:1\n' });
  const [command] = await asked();
  expect(command).toMatch(
    /^buildx build --platform linux\/amd64,linux\/arm64 --push --build-arg BASE_IMAGE=registry\.example\.org\/node:24 /,
  );
  const context = command!.split(' ').at(-1)!;
  expect((await readdir(context, { recursive: true })).sort()).toEqual([
    'courant-generator.mjs',
    'data',
    'data/data',
    'data/data/rows.csv',
  ]);
});

it('the image of Flink has the planner and not its loader, each class once, and a plugin', async () => {
  const { code, stdout, stderr } = await images(['--only', 'flink', '--flink-base', 'flink:mine']);
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: 'courant/flink:0.1.0\n' });
  const command = (await asked()).at(-1)!;
  expect(command).toContain('--build-arg BASE_IMAGE=flink:mine ');
  const context = command.split(' ').at(-1)!;
  expect(await readdir(path.join(context, 'plugins'), { recursive: true })).toEqual([
    'courant',
    'courant/courant-flink-runner.jar',
  ]);
  const jars = await readdir(path.join(context, 'jars'));
  const flinks = jars.filter((name) => name.startsWith('flink-')).sort();
  expect(flinks.map((name) => name.replace(/-[\d.]+\.jar$/, ''))).toEqual([
    'flink-table-api-scala_2.12',
    'flink-table-planner-loader',
    'flink-table-planner_2.12',
  ]);
  const loader = flinks.find((name) => name.includes('loader'))!;
  expect((await readFile(path.join(context, 'jars', loader))).length).toBe(22);
  expect(jars.filter((name) => /^slf4j-/.test(name))).toEqual([]);
  expect(jars).toEqual(
    expect.arrayContaining([
      'courant-flink-runner.jar',
      expect.stringMatching(/^kafka-clients-/) as string,
      expect.stringMatching(/^jackson-databind-/) as string,
    ]),
  );
}, 240_000);

it('names what is wrong with its flags: exit 2', async () => {
  expect(await images(['--only', 'kafka'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"kafka" is none of generator, spark, flink') as string,
  });
  expect(await images(['--only', 'generator', '--data', '/etc'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"/etc" is no folder below this one') as string,
  });
});

it('says that Docker is missing: exit 3', async () => {
  const { code, stderr } = await images(['--only', 'generator'], '/nowhere');
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringContaining('COURANT_TOOL_MISSING: "docker" is not on PATH') as string,
  });
});
