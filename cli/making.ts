/** `courant init`: a new chain that runs as it is and shows what to change first. */
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asChainName } from '../chain/chain.ts';
import { CourantError } from '../chain/errors.ts';
import { guessColumns } from './commands/begin/initColumns.ts';
import type { Columns } from './commands/begin/initColumns.ts';
import type { Shell } from './shell.ts';
import { configText, manifestText, queryText, readmeText } from './commands/begin/initTemplates.ts';
import { bold, green } from './terminal/text.ts';

export interface NewChain {
  /** Absolute. */
  readonly folder: string;
  /** As the user wrote it. */
  readonly written: string;
  /** Absolute path of a file to replay. */
  readonly from?: string;
}

/**
 * Writes the files and returns their names.
 * @throws CourantError COURANT_FOLDER_NOT_EMPTY; COURANT_REPLAY_INVALID when `from` cannot be replayed
 */
export async function makeChain({ folder, written, from }: NewChain): Promise<readonly string[]> {
  const existed = await assertEmpty(folder, written);
  const columns = from === undefined ? undefined : await guessColumns(from);
  const files = filesOf({
    name: asChainName(basename(folder)) || 'my-chain',
    file: from === undefined ? undefined : dataName(from),
    columns,
    dependency: await dependencyOnCourant(),
  });
  try {
    await mkdir(folder, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    if (from === undefined) return Object.keys(files);
    await mkdir(join(folder, 'data'), { recursive: true });
    await cp(from, join(folder, 'data', dataName(from)));
    return [...Object.keys(files), join('data', dataName(from))];
  } catch (cause) {
    if (!existed) await rm(folder, { recursive: true, force: true });
    throw new CourantError({
      code: 'COURANT_FOLDER_UNUSABLE',
      message: `"${written}" cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'choose another folder',
      cause,
    });
  }
}

/** The file's name without what a glob or a program would read otherwise. */
function dataName(path: string): string {
  return basename(path).replace(/[^\w. ()-]/g, '_');
}

/** @returns whether the folder exists */
async function assertEmpty(folder: string, written: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return false;
  const entries = found.isDirectory() ? await readdir(folder) : undefined;
  if (entries?.length === 0) return true;
  throw new CourantError({
    code: 'COURANT_FOLDER_NOT_EMPTY',
    message:
      entries === undefined ? `"${written}" is a file` : `the folder "${written}" is not empty`,
    details:
      entries === undefined
        ? []
        : [`it holds ${entries.slice(0, 3).join(', ')}${entries.length > 3 ? ', …' : ''}`],
    left: 'nothing was written',
    hint: `choose another folder: courant init ${written.replace(/\/+$/, '')}-2`,
  });
}

interface Contents {
  readonly name: string;
  /** Name of the file to replay. */
  readonly file: string | undefined;
  readonly columns: Columns | undefined;
  /** How package.json names this package. */
  readonly dependency: string;
}

function filesOf({ name, file, columns, dependency }: Contents): Record<string, string> {
  return {
    'chain.config.ts': configText({ name, file, columns }),
    'queries/sensor_stats.sql': queryText(columns),
    'package.json': manifestText(name, dependency),
    'README.md': readmeText(name, file),
    '.gitignore': '.courant/\nnode_modules/\n',
  };
}

/** The package as a dependency: its version where npm installed it, its folder otherwise. */
async function dependencyOnCourant(): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const isInstalled = root.split(/[\\/]/).includes('node_modules');
  return isInstalled ? version : `file:${root.replace(/\/$/, '')}`;
}

export function nextSteps({ output }: Shell, folder: string, made: readonly string[]): void {
  for (const path of made) output.line([green('✓ '), join(folder, path)]);
  output.note('next:');
  output.note(['  ', bold(`cd ${folder}`)]);
  output.note(['  ', bold('courant up')]);
}
