import type { Command } from 'commander';
import { clusterOption } from '../../chain/kindFlags.ts';
import { startedChain, startedFolder } from '../../chain/findChain.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { printStatus, watchStatus } from '../../look.ts';

interface Flags extends CommonFlags {
  readonly watch?: boolean;
}

export function status(command: Command, shell: Shell): void {
  clusterOption(command)
    .option('-w, --watch', 'again every second, until Ctrl-C')
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const place = await startedChain(shell, flags);
      const wasStarted = (await startedFolder(shell, flags)) !== undefined;
      if (flags.watch) await watchStatus(shell, place, flags.output);
      else await printStatus(shell, place, { format: flags.output, wasStarted });
    });
}
