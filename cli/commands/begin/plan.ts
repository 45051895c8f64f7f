import { Option } from 'commander';
import type { Command } from 'commander';
import { resolveChain } from '../../../chain/chain.ts';
import { diagramOf } from '../../../charts/diagram.ts';
import { planChain } from '../../../charts/plan.ts';
import { readQueries } from '../../../charts/sources.ts';
import { loadChain } from '../../chain/definition.ts';
import { printPlan } from '../../planning.ts';
import { checkQueries } from '../../chain/checkQueries.ts';
import type { CommonFlags, Shell } from '../../shell.ts';

interface Flags extends CommonFlags {
  readonly profile?: string;
  readonly diagram?: boolean;
}

export function plan(command: Command, shell: Shell): void {
  command
    .addOption(
      new Option('--profile <profile>', 'instead of the one that the definition names').choices([
        'laptop',
        'production',
      ]),
    )
    .option('--diagram', 'print the chain as a Mermaid diagram')
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const chainFolder = await loadChain({ ...flags, workingFolder: shell.workingFolder });
      await checkQueries(chainFolder);
      const { folder, file } = chainFolder;
      const profile = flags.profile ?? chainFolder.chain.profile;
      const chain = resolveChain({ ...chainFolder.chain, profile }, file);
      if (flags.diagram) {
        shell.output.raw(`${diagramOf({ chain, queries: readQueries(chain, folder) })}\n`);
        return;
      }
      const found = planChain(chain, folder);
      if (flags.output === 'json') shell.output.json(found);
      else printPlan(shell.output, found);
    });
}
