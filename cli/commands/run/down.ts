import type { Command } from 'commander';
import { clusterOption } from '../../chain/kindFlags.ts';
import { nothingHere, startedChain } from '../../chain/findChain.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { downDocument, stopChain } from '../../remove.ts';

interface Flags extends CommonFlags {
  readonly keepData?: boolean;
  readonly yes?: boolean;
}

export function down(command: Command, shell: Shell): void {
  clusterOption(command)
    .option('--keep-data', 'stop everything, delete nothing')
    .option('--keep-cluster', 'kind: leave the cluster and its operators, whoever made them')
    .option('-y, --yes', 'do not ask before deleting the data')
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const result = (await nothingHere(shell, flags))
        ? { removed: [], left: [] }
        : await stopChain(shell, await startedChain(shell, flags), flags);
      if (flags.output === 'json') shell.output.json(downDocument.parse(result));
      else if (result.removed.length === 0)
        shell.output.line('nothing ran here and nothing was left');
    });
}
