/** The files of a new chain, written into its folder. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CourantError } from '../../../chain/errors.ts';
import type { ChainData } from './initData.ts';
import { configText, manifestText, queryText, readmeText } from './initTemplates.ts';

type ByPath = Readonly<Record<string, string>>;

/** What a new chain is made of. */
export interface NewFiles {
  /** What is written, by path. */
  readonly texts: ByPath;
  /** By path in the folder, the files that are copied to it. */
  readonly copies: ByPath;
}

/** What git is not to keep of a chain's folder. */
export const ignoredText = '.courant/\nnode_modules/\nbuild/\n';

/** A chain of random sensors, or one that replays the user's files. */
export async function chainFiles(name: string, data: ChainData | undefined): Promise<NewFiles> {
  return { texts: await textFiles(name, data), copies: data?.copies ?? {} };
}

async function textFiles(name: string, data: ChainData | undefined): Promise<ByPath> {
  return {
    'chain.config.ts': configText({ name, ...data }),
    'queries/sensor_stats.sql': queryText(data?.columns),
    'package.json': manifestText(name, await dependencyOnCourant()),
    'README.md': readmeText(name, data?.files),
    '.gitignore': ignoredText,
  };
}

/** The package as a dependency: its version where npm installed it, its folder otherwise. */
export async function dependencyOnCourant(): Promise<string> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const isInstalled = root.split(/[\\/]/).includes('node_modules');
  return isInstalled ? version : `file:${root.replace(/\/$/, '')}`;
}

export interface NewChain extends NewFiles {
  /** Absolute. */
  readonly folder: string;
  /** The folder as the user wrote it. */
  readonly written: string;
  /** Whether the folder is there already. */
  readonly existed: boolean;
}

/** @throws CourantError COURANT_FOLDER_UNUSABLE; a folder that was made is gone again then */
export async function writeChain(chain: NewChain): Promise<void> {
  const { folder, written, existed } = chain;
  try {
    await writeFiles(chain);
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

async function writeFiles({ folder, texts, copies }: NewChain): Promise<void> {
  const place = async (path: string): Promise<string> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  for (const [path, text] of Object.entries(texts)) await writeFile(await place(path), text);
  for (const [path, from] of Object.entries(copies)) await copyFile(from, await place(path));
}
