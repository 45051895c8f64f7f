/** Chains, found from flags, with the target that each runs on. */
import { readFile, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { resolveChain } from '../../chain/chain.ts';
import type { ChainDefinition } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import { kindPaths } from '../../targets/kind/paths.ts';
import type { KindOptions } from '../../targets/kind/target.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { exists } from '../../targets/machine/files.ts';
import type { ChainFolder, Target } from '../../targets/target.ts';
import { findDefinition, loadChain } from './definition.ts';
import { checkQueries } from './checkQueries.ts';
import type { CommonFlags, Shell } from '../shell.ts';
import { askedTarget, chosenTarget, definitionFile } from './chosenTarget.ts';
import type { TargetName } from './chosenTarget.ts';

/** Flags that say which chain is meant, and where it runs. */
export type ChainFlags = CommonFlags & KindOptions;

export interface FoundChain {
  readonly chainFolder: ChainFolder;
  readonly target: Target;
}

export interface DefinedChain extends FoundChain {
  /** Names of its queries. */
  readonly queries: readonly string[];
}

export interface StartedChain extends FoundChain {
  /** False where nothing was started, so that the definition is that of now. */
  readonly wasStarted: boolean;
}

/** The chain as `chain.config.ts` defines it now, checked as far as it goes without Spark. */
export async function definedChain(shell: Shell, flags: ChainFlags): Promise<DefinedChain> {
  const chainFolder = await loadChain({ ...flags, workingFolder: shell.workingFolder }, shell);
  const queries = await checkQueries(chainFolder);
  return { chainFolder, queries, target: await targetFor(shell, chainFolder, flags) };
}

/**
 * The chain as it was started, also when its definition was broken or changed since; where nothing was started, as it is
 * defined now.
 */
export async function startedChain(shell: Shell, flags: ChainFlags): Promise<StartedChain> {
  const { workingFolder } = shell;
  const folder = await folderOf(shell, flags);
  const text = await startedDefinition(folder, await chosenTarget(folder, flags));
  const chain = text === undefined ? undefined : parsed(text);
  const chainFolder =
    chain === undefined
      ? await loadChain({ ...flags, workingFolder }, shell)
      : { folder, chain, file: 'chain.config.ts' };
  const target = await targetFor(shell, chainFolder, flags);
  return { chainFolder, target, wasStarted: chain !== undefined };
}

/**
 * The chain as it was started: for commands that need its data.
 * @throws CourantError COURANT_NOT_RUNNING where nothing was ever started
 */
export async function existingChain(shell: Shell, flags: ChainFlags): Promise<FoundChain> {
  if (await nothingHere(shell, flags)) throw notRunning();
  return startedChain(shell, flags);
}

/** @throws CourantError COURANT_USAGE where the chain of this folder runs on the other target */
export async function targetFor(
  shell: Shell,
  chainFolder: ChainFolder,
  flags: ChainFlags,
): Promise<Target> {
  if ((await chosenTarget(chainFolder.folder, flags)) === 'kind') {
    const { kindTarget } = await import('../../targets/kind/target.ts');
    return kindTarget(chainFolder, shell.environment, flags);
  }
  const { localTarget } = await import('../../targets/local/target.ts');
  return localTarget(chainFolder, shell.environment);
}

/** True where nothing was ever started, so that nothing can be left. A cluster may have what this folder forgot. */
export async function nothingHere(shell: Shell, flags: ChainFlags): Promise<boolean> {
  if (askedTarget(flags) === 'kind') return false;
  const folder = await folderOf(shell, flags);
  const entries = await readdir(localPaths(folder).root).catch(() => []);
  // Credentials of a cluster that `down --keep-cluster` left are no chain.
  return entries.every((name) => name === 'kind') && !(await exists(kindPaths(folder).record));
}

/** True when the definition now is another than the one the chain was started with. */
export async function definitionChanged({ chainFolder, target }: FoundChain): Promise<boolean> {
  const text = await startedDefinition(chainFolder.folder, target.name);
  return text !== undefined && JSON.stringify(parsed(text)) !== JSON.stringify(chainFolder.chain);
}

/** For commands that need a running chain. */
export function notRunning(): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_RUNNING',
    message: 'the chain does not run',
    hint: 'start it: courant up',
  });
}

/** The chain's folder; one whose definition was deleted counts too while it has state. */
async function folderOf({ workingFolder }: Shell, flags: ChainFlags): Promise<string> {
  try {
    return dirname(await findDefinition({ ...flags, workingFolder }));
  } catch (error) {
    const hasState = await exists(localPaths(workingFolder).root);
    if (hasState && flags.config === undefined) return workingFolder;
    throw error;
  }
}

/** The definition, as JSON, with which the chain was started last; `undefined` when there is none. */
function startedDefinition(folder: string, target: TargetName): Promise<string | undefined> {
  return readFile(definitionFile(folder, target), 'utf8').catch(() => undefined);
}

/** `undefined` for one that was cut short, or is of another version: then the definition of now is the best there is. */
function parsed(definition: string): ChainDefinition | undefined {
  try {
    return resolveChain(JSON.parse(definition), 'the definition of the last start');
  } catch {
    return undefined;
  }
}
