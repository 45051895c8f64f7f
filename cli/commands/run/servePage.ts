/** `courant serve-page`: serves the page of a local chain for its supervisor, until that is gone; not for people. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { resolveChain } from '../../../chain/chain.ts';
import { localPaths } from '../../../targets/local/paths.ts';
import { localTarget } from '../../../targets/local/target.ts';
import { tellOwner } from '../../../targets/machine/processes.ts';
import { openPage } from '../../chain/openPage.ts';
import type { Shell } from '../../shell.ts';

/** Often enough that the supervisor takes it for alive (targets/local/supervisor/pageProcess.ts). */
const beatMs = 3_000;

export function servePage(command: Command, shell: Shell): void {
  command.requiredOption('--folder <dir>', 'the folder of the chain').action(async () => {
    const { environment, interrupts } = shell;
    const folder = resolve(shell.workingFolder, command.opts<{ folder: string }>().folder);
    const { definition } = localPaths(folder);
    const chain = resolveChain(JSON.parse(await readFile(definition, 'utf8')), definition);
    const chainFolder = { folder, chain, file: 'chain.config.ts' };
    await openPage({ chainFolder, target: localTarget(chainFolder, environment) });
    // What it serves holds nothing that the end of the process would not close.
    await tellOwner(beatMs, interrupts.first);
  });
}
