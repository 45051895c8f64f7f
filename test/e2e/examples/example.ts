/** An example in a folder that `courant init --example` made, with its packages beside it as npm would install them. */
import { execa } from 'execa';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { bin, courant, installed, root } from '../../cli/courant.ts';
import { ChainUnderTest } from '../chain-under-test.ts';
import type { CommandResult } from '../chain-under-test.ts';
import { shape, shownOutputs } from '../shownOutputs.ts';

export interface Example {
  readonly chain: ChainUnderTest;
  /** Runs one of the example's own scripts, whatever its exit code. */
  script(name: string): Promise<CommandResult>;
}

export async function makeExample(name: string): Promise<Example> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-example-'));
  const { code, stderr } = await courant({ cwd: folder }, 'init', '.', '--example', name);
  if (code !== 0) throw new Error(`init exited ${code}\n${stderr}`);
  await linkPackages(folder);
  return { chain: ChainUnderTest.of(folder), script: (script) => npmRun(folder, script) };
}

/**
 * The pages of an example show what a command prints: all of it, but for numbers; of a table of rows its head.
 * @param command as the pages write it
 */
export function expectShown(name: string, command: string, stdout: string): void {
  const pages = ['README.md', 'README.fr.md'].map((page) => `examples/${name}/${page}`);
  const shown = shownOutputs(pages).filter((one) => one.command === command);
  expect(shown.map(({ page }) => page)).toEqual(pages);
  const isTable = command.startsWith('npx courant show ');
  const compared = (text: string) => (isTable ? shape(text).slice(0, 1) : shape(text));
  for (const { page, output } of shown) {
    expect(shape(output).length, page).toBeGreaterThan(3);
    expect(compared(stdout), page).toEqual(compared(output));
  }
}

/** Stops the generators and waits until each query has read everything. */
export async function drain(chain: ChainUnderTest): Promise<void> {
  await chain.until('rows of every query', ({ queries }) =>
    queries.every(({ rowsRead }) => rowsRead > 500),
  );
  await chain.run('scale', '0');
  await chain.until('all is read', ({ queries }) => queries.every(({ lagRows }) => lagRows === 0));
}

/** Sums of a number by key and 5 s of event time, with how many there were: what a query of windows has to come to. */
export class WindowSums {
  readonly #found = new Map<string, { n: number; sum: number }>();

  add(key: string, time: string, amount: number): void {
    const start = new Date(Math.floor(Date.parse(time) / 5_000) * 5_000).toISOString();
    const { n, sum } = this.#found.get(`${key} ${start}`) ?? { n: 0, sum: 0 };
    this.#found.set(`${key} ${start}`, { n: n + 1, sum: sum + amount });
  }

  get sorted(): [window: string, n: number, sum: number][] {
    return [...this.#found]
      .map(([window, { n, sum }]): [string, number, number] => [window, n, Number(sum.toFixed(2))])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/** The same from a query's rows: the newest of each window counts. */
export async function newestSums(chain: ChainUnderTest, query: string, column: string) {
  const newest = new Map<string, [window: string, n: number, sum: number]>();
  for (const { key, value } of await chain.rows(query)) {
    const row = value as Record<string, unknown>;
    const window = `${key} ${String(row['window_start'])}`;
    newest.set(window, [window, Number(row['n']), Number(row[column])]);
  }
  return [...newest.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Each dependency of the manifest, and the commands that the scripts name. */
async function linkPackages(folder: string): Promise<void> {
  const { dependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const commands = join(folder, 'node_modules/.bin');
  await mkdir(commands, { recursive: true });
  for (const name of Object.keys(dependencies)) {
    const from = name === 'courant' ? root : join(root, 'node_modules', name);
    await symlink(from, join(folder, 'node_modules', name));
  }
  await symlink(bin, join(commands, 'courant'));
  await symlink(join(root, 'node_modules/.bin/esbuild'), join(commands, 'esbuild'));
}

/** An example where a clone has it, without an install of its own; this repository is not written to. */
export async function exampleInClone(name: string) {
  const clone = await mkdtemp(join(tmpdir(), 'courant-clone-'));
  for (const shared of ['bin', 'node_modules']) {
    await symlink(join(root, shared), join(clone, shared));
  }
  const folder = join(clone, 'examples', name);
  await cp(join(root, 'examples', name), folder, { recursive: true });
  return {
    script: (script: string) => npmRun(folder, script),
    dispose: () => rm(clone, { recursive: true, force: true }),
  };
}

async function npmRun(cwd: string, script: string): Promise<CommandResult> {
  const { exitCode, stdout, stderr } = await execa('npm', ['run', '-s', script], {
    cwd,
    env: { PATH: installed['PATH'], npm_command: undefined, npm_execpath: undefined },
    reject: false,
    stdin: 'ignore',
  });
  return { code: exitCode ?? -1, stdout, stderr };
}
