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

it('names what is wrong with its flags: exit 2', async () => {
  expect(await images(['--only', 'kafka'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"kafka" is neither generator nor spark') as string,
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
