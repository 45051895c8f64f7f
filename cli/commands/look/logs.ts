import { Argument } from 'commander';
import type { Command } from 'commander';
import { clusterOption } from '../../chain/kindFlags.ts';
import { legNames } from '../../../targets/target.ts';
import type { LegName } from '../../../targets/target.ts';
import { existingChain } from '../../chain/findChain.ts';
import { printLogs } from '../../logging.ts';
import type { CommonFlags, Shell } from '../../shell.ts';

interface Flags extends CommonFlags {
  readonly follow?: boolean;
}

export function logs(command: Command, shell: Shell): void {
  clusterOption(command)
    .addArgument(new Argument('[leg]', 'one leg only').choices(legNames))
    .option('-f, --follow', 'go on with lines as they come, until Ctrl-C')
    .action(async (leg: LegName | undefined) => {
      const flags = command.optsWithGlobals<Flags>();
      const { target } = await existingChain(shell, flags);
      await printLogs(shell, target, { leg, ...flags });
    });
}
