/** Finds the definition of a chain, runs it, checks it. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { resolveChain } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import type { ChainFolder } from '../../targets/target.ts';
import type { Shell } from '../shell.ts';
import { importDefinition } from './runDefinition.ts';

const fileNames = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `chain.config.${ending}`);
/** A definition is a page of text; what is larger is some other file. */
const mostBytes = 2 ** 20;

export interface DefinitionPlace {
  /** `--config`: a file, or the folder that holds one. */
  readonly config?: string | undefined;
  readonly workingFolder: string;
}

/**
 * The definition, checked and complete.
 * @param shell of the command that waits for it
 * @throws CourantError COURANT_CONFIG_MISSING, COURANT_CONFIG_INVALID or COURANT_INTERRUPTED
 */
export async function loadChain(
  place: DefinitionPlace,
  shell?: Pick<Shell, 'interrupts' | 'output'>,
): Promise<ChainFolder> {
  const path = await findDefinition(place);
  const file = basename(path);
  const written = await importDefinition(path, file, {
    interrupt: shell?.interrupts.first,
    onExit: (error) => shell?.output.error(error, false),
  });
  return { folder: dirname(path), chain: resolveChain(written, file), file };
}

/** Absolute path of the definition's file. */
export async function findDefinition({ config, workingFolder }: DefinitionPlace): Promise<string> {
  const given = resolve(workingFolder, config ?? '.');
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) throw missing(`there is no "${config}"`);
  if (found.isDirectory()) return inFolder(given);
  if (!found.isFile()) throw missing(`"${config}" is neither a file nor a folder`);
  if (found.size > mostBytes)
    throw missing(`"${config}" has ${found.size} bytes: too large for a definition`);
  return given;
}

async function inFolder(folder: string): Promise<string> {
  for (const name of fileNames) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile()) return join(folder, name);
  }
  throw missing(`there is no chain.config.ts in ${folder}`);
}

function missing(message: string): CourantError {
  return new CourantError({
    code: 'COURANT_CONFIG_MISSING',
    message,
    hint: 'go to the folder of a chain, name it with --config, or make one: courant init my-chain',
  });
}
