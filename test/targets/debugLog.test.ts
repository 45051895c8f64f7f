/** NODE_DEBUG through the real command: `verify` of a chain that does not run starts a broker, waits, and reads. */
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { courant, makeFolder } from '../cli/courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
afterEach(() => folder.dispose());

const chain = {
  'chain.config.json': '{"name":"a"}',
  'spark/queries/q.sql': 'SELECT sensor AS key, value FROM readings',
};

async function verify(NODE_DEBUG: string) {
  folder = await makeFolder(chain);
  await mkdir(join(folder.path, '.courant/kafka'), { recursive: true });
  const { code, stdout, stderr } = await courant(
    { cwd: folder.path, env: { NODE_DEBUG } },
    ...['verify', '-o', 'json'],
  );
  expect({ code, result: JSON.parse(stdout) as unknown }).toMatchObject({
    code: 0,
    result: { ok: true },
  });
  return stderr;
}

test('courant:* tells of processes, waits and Kafka, on stderr alone', async () => {
  const told = await verify('courant:*');
  expect(told).toMatch(/COURANT:EXEC \d+: started: \S*java .*/);
  expect(told).toMatch(/COURANT:WAIT \d+: saw true after \d+ ms, \d+ looks; or else: the broker /);
  expect(told).toMatch(/COURANT:KAFKA \d+: connected to 127\.0\.0\.1:\d+/);
  expect(told).toMatch(/COURANT:KAFKA \d+: DEBUG Connection: Connecting /);
});

test('courant:exec tells how a process ended, and when', async () => {
  folder = await makeFolder({ ...chain, 'jdk/bin/java': '#!/bin/sh\nexit 1\n' });
  await chmod(join(folder.path, 'jdk/bin/java'), 0o755);
  const env = { JAVA_HOME: join(folder.path, 'jdk'), NODE_DEBUG: 'courant:exec' };
  const { stderr } = await courant({ cwd: folder.path, env }, 'doctor');
  expect(stderr).toMatch(/EXEC \d+: ended with 1 after \d+ ms: \S*\/jdk\/bin\/java -version/);
});

test('one name tells of that alone', async () => {
  const told = await verify('courant:wait');
  expect(told).toContain('COURANT:WAIT');
  expect(told).not.toMatch(/COURANT:(EXEC|KAFKA)/);
});

test('nothing is told where it is not asked for', async () => {
  expect(await verify('')).not.toContain('COURANT:');
});
