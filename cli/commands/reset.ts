import type { Command } from 'commander';
import { definedChain } from '../place.ts';
import { resetQuery } from '../resetting.ts';
import type { CommonFlags, Shell } from '../shell.ts';

interface Flags extends CommonFlags {
  readonly yes?: boolean;
}

export function reset(command: Command, shell: Shell): void {
  command
    .argument('<query>', 'name of the query: its file without .sql')
    .option('-y, --yes', 'do not ask')
    .action(async (query: string) => {
      const flags = command.optsWithGlobals<Flags>();
      await resetQuery(shell, await definedChain(shell, flags), { query, yes: flags.yes ?? false });
    });
}
