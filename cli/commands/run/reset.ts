import type { Command } from 'commander';
import { clusterOption } from '../../chain/kindFlags.ts';
import { definedChain, nothingHere, notRunning } from '../../chain/findChain.ts';
import { assertQuery, resetQuery } from '../../resetting.ts';
import type { CommonFlags, Shell } from '../../shell.ts';

interface Flags extends CommonFlags {
  readonly yes?: boolean;
}

export function reset(command: Command, shell: Shell): void {
  clusterOption(command)
    .argument('<query>', 'name of the query: its file without .sql')
    .option('-y, --yes', 'do not ask')
    .action(async (query: string) => {
      const flags = command.optsWithGlobals<Flags>();
      const place = await definedChain(shell, flags);
      assertQuery(query, place.queries);
      if (await nothingHere(shell, flags)) throw notRunning();
      await resetQuery(shell, place, { query, yes: flags.yes ?? false });
    });
}
