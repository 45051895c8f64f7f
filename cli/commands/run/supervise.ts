/** `courant supervise`: owns the legs of a local chain. What `up` starts in the background; not for people. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Page } from '../../../page/page.ts';
import { resolveChain } from '../../../chain/chain.ts';
import { localPaths } from '../../../targets/local/paths.ts';
import { localTarget } from '../../../targets/local/target.ts';
import { openPage } from '../../chain/openPage.ts';
import type { Shell } from '../../shell.ts';

export function supervise(command: Command, shell: Shell): void {
  command
    .requiredOption('--folder <dir>', 'the folder of the chain')
    .option('--no-page', 'serve no page')
    .action(async () => {
      const flags = command.opts<{ folder: string; page: boolean }>();
      const folder = resolve(shell.workingFolder, flags.folder);
      const { supervise: run } = await import('../../../targets/local/supervisor/supervisor.ts');
      // The legs do not wait for it.
      const page = flags.page ? pageOf(folder, shell) : undefined;
      try {
        await run(folder, shell.environment, shell.interrupts.first);
      } finally {
        await (await page)?.close();
      }
    });
}

/** What keeps the page from being served is logged, and the chain runs without it. */
async function pageOf(folder: string, { environment, output }: Shell): Promise<Page | undefined> {
  try {
    const paths = localPaths(folder);
    const definition: unknown = JSON.parse(await readFile(paths.definition, 'utf8'));
    const chain = resolveChain(definition, paths.definition);
    const chainFolder = { folder, chain, file: 'chain.config.ts' };
    return await openPage({ chainFolder, target: localTarget(chainFolder, environment) });
  } catch (error) {
    output.note(
      `the page is not served: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}
