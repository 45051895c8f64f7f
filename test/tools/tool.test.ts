/** Each tool as `npm run` starts it. */
import { execa } from 'execa';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../cli/courant.ts';

const names = ['check', 'house', 'images', 'import', 'pack', 'pin-digests', 'pin-jars'];

function tool(name: string, ...args: string[]) {
  const file = name === 'house' ? 'house/house' : name;
  // Without a PATH nothing can be started or fetched.
  const env = { PATH: '/nowhere' };
  return execa(process.execPath, [join(root, 'bin/tool.mjs'), file, ...args], {
    env,
    reject: false,
  });
}

test.each(names)('%s tells what it takes', async (name) => {
  const { exitCode, stdout, stderr } = await tool(name, '--help');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^usage: npm run ${name}( -- .+)?\n\n[A-Z]`));
});

test.each(names)('%s refuses an unknown flag', async (name) => {
  const { exitCode, stdout, stderr } = await tool(name, '--nope');
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `error COURANT_USAGE: unknown option "--nope"\n  → see what it takes: npm run ${name} -- --help`,
  });
});

test('what stands where nothing belongs is refused', async () => {
  const { exitCode, stderr } = await tool('pin-jars', 'all');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('error COURANT_USAGE: unexpected argument "all"\n');
});

test.each(['nosuch', 'package.json'])('house counts no folder "%s"', async (folder) => {
  const { exitCode, stderr } = await tool('house', folder);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`error COURANT_USAGE: "${folder}" is no folder\n`);
});
