import { execa } from 'execa';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeFolder, root } from '../cli/courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
afterEach(() => folder.dispose());

const digest = `sha256:${'ab'.repeat(32)}`;

/** The Dockerfiles, and a `docker` that answers for a registry which no test can reach. */
async function pin(docker: string) {
  folder = await makeFolder({
    'generator/Dockerfile': await readFile(join(root, 'generator/Dockerfile'), 'utf8'),
    'spark/Dockerfile': await readFile(join(root, 'spark/Dockerfile'), 'utf8'),
    'flink/Dockerfile': await readFile(join(root, 'flink/Dockerfile'), 'utf8'),
    'bin/docker': `#!/bin/sh\n${docker}\n`,
  });
  await chmod(join(folder.path, 'bin/docker'), 0o755);
  const env = { PATH: `${folder.path}/bin:${process.env['PATH']}` };
  const tool = join(root, 'bin/tool.mjs');
  return execa(process.execPath, [tool, 'pin-digests', '--folder', folder.path], {
    env,
    reject: false,
  });
}

const read = (part: string): Promise<string> =>
  readFile(join(folder.path, part, 'Dockerfile'), 'utf8');

test('each base image keeps its tag and gets the digest that its registry tells', async () => {
  const { exitCode } = await pin(`[ "$2" = imagetools ] && echo ${digest}`);
  expect(exitCode).toBe(0);
  expect(await read('generator')).toContain(
    `ARG BASE_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot@${digest}\n`,
  );
  expect(await read('spark')).toMatch(new RegExp(`ARG BASE_IMAGE=apache/spark:4\\S+@${digest}\\n`));
  expect(await read('flink')).toMatch(new RegExp(`ARG BASE_IMAGE=flink:2\\S+@${digest}\\n`));
});

test('where one registry does not answer, no file is changed', async () => {
  const before = await readFile(join(root, 'generator/Dockerfile'), 'utf8');
  const { exitCode, stderr } = await pin(
    `case "$4" in apache*) echo "no such host" >&2; exit 1;; esac; echo ${digest}`,
  );
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/the digest of "apache\/spark:\S+" is not to be had: no such host/);
  expect(await read('generator')).toBe(before);
});
