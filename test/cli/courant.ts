/** Runs the built command as a user does: a process of its own in a folder of its own. */
import { execa } from 'execa';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const root = new URL('../..', import.meta.url).pathname;
export const bin = join(root, 'bin/courant.mjs');

/** `courant` is typed as `courant`, whoever started the tests: it is on PATH, and npm did not start it. */
export const installed: Readonly<Record<string, string | undefined>> = {
  PATH: `${join(root, 'test/support/path')}:${process.env['PATH']}`,
  npm_command: undefined,
  npm_execpath: undefined,
};

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Where {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Ends whatever the exit code; stdin is no terminal. */
export async function courant({ cwd, env }: Where, ...args: string[]): Promise<Ran> {
  const result = await execa(process.execPath, [bin, ...args], {
    cwd,
    env: { ...installed, ...env },
    reject: false,
    stdin: 'ignore',
  });
  return { code: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
}

/** A folder with files, by relative path; removed by `dispose`. */
export async function makeFolder(
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly path: string; dispose(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'courant-cli-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}
