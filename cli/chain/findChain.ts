/** From flags to the chain they mean, and to the target it runs on. */
import { readFile } from 'node:fs/promises';
import { resolveChain } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import type { KindOptions } from '../../targets/kind/target.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { exists } from '../../targets/machine/files.ts';
import type { ChainFolder, Target } from '../../targets/target.ts';
import { chainFolderOf, loadChain } from './definition.ts';
import { checkQueries } from './checkQueries.ts';
import type { CommonFlags, Shell } from '../shell.ts';
import { chosenTarget, definitionFile } from './chosenTarget.ts';

export interface ChainPlace {
  readonly chainFolder: ChainFolder;
  readonly target: Target;
}

/** What says which chain is meant, and where it runs. */
export type PlaceFlags = CommonFlags & KindOptions;

export interface CheckedChain extends ChainPlace {
  /** Names of its queries. */
  readonly queries: readonly string[];
}

/** The chain as `chain.config.ts` defines it now, checked as far as it goes without Spark. */
export async function definedChain(shell: Shell, flags: PlaceFlags): Promise<CheckedChain> {
  const chainFolder = await loadChain({ ...flags, workingFolder: shell.workingFolder });
  const queries = await checkQueries(chainFolder);
  return { ...(await targetFor(shell, chainFolder, flags)), queries };
}

/**
 * The chain as it was started, also when its definition was broken or changed since; where nothing was started, as it is
 * defined now.
 */
export async function startedChain(shell: Shell, flags: PlaceFlags): Promise<ChainPlace> {
  const folder = await startedFolder(shell, flags);
  const { workingFolder } = shell;
  const chainFolder = folder ?? (await loadChain({ ...flags, workingFolder }));
  return targetFor(shell, chainFolder, flags);
}

/**
 * The chain as it was started: for commands that need its data.
 * @throws CourantError COURANT_NOT_RUNNING where nothing was ever started
 */
export async function existingChain(shell: Shell, flags: PlaceFlags): Promise<ChainPlace> {
  if (await nothingHere(shell, flags)) throw notRunning();
  return startedChain(shell, flags);
}

/** The definition with which the chain was started last; `undefined` when there is none. */
export async function startedFolder(
  shell: Shell,
  flags: PlaceFlags,
): Promise<ChainFolder | undefined> {
  const folder = await folderOf(shell, flags);
  const path = definitionFile(folder, await chosenTarget(folder, flags));
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return { folder, chain: resolveChain(JSON.parse(text), path), file: 'chain.config.ts' };
  } catch {
    // Cut short, or of another version: then the definition of now is the best there is.
    return undefined;
  }
}

/** The chain's folder; one whose definition was deleted counts too while it has state. */
async function folderOf(shell: Shell, flags: PlaceFlags): Promise<string> {
  const { workingFolder } = shell;
  try {
    return await chainFolderOf({ ...flags, workingFolder });
  } catch (error) {
    const hasState = await exists(localPaths(workingFolder).root);
    if (hasState && flags.config === undefined) return workingFolder;
    throw error;
  }
}

/** @throws CourantError COURANT_USAGE where the chain of this folder runs on the other target */
export async function targetFor(
  shell: Shell,
  chainFolder: ChainFolder,
  flags: PlaceFlags,
): Promise<ChainPlace> {
  if ((await chosenTarget(chainFolder.folder, flags)) === 'kind') {
    const { kindTarget } = await import('../../targets/kind/target.ts');
    return { chainFolder, target: kindTarget(chainFolder, shell.environment, flags) };
  }
  const { localTarget } = await import('../../targets/local/target.ts');
  return { chainFolder, target: localTarget(chainFolder, shell.environment) };
}

/** True where nothing was ever started, so that nothing can be left. A cluster may have what this folder forgot. */
export async function nothingHere(shell: Shell, flags: PlaceFlags): Promise<boolean> {
  if (flags.target === 'kind') return false;
  return !(await exists(localPaths(await folderOf(shell, flags)).root));
}

/** True when the definition now is another than the one the chain was started with. */
export async function definitionChanged({ chainFolder, target }: ChainPlace): Promise<boolean> {
  const { folder, chain } = chainFolder;
  const path = definitionFile(folder, target.name);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  try {
    return JSON.stringify(resolveChain(JSON.parse(text), path)) !== JSON.stringify(chain);
  } catch {
    return true;
  }
}

/** For commands that need a running chain. */
export function notRunning(): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_RUNNING',
    message: 'the chain does not run',
    hint: 'start it: courant up',
  });
}
