import type { Command } from 'commander';
import { clusterOption } from '../../chain/kindFlags.ts';
import { existingChain } from '../../chain/findChain.ts';
import { failUnlessProven, printVerdict, proveRun } from '../../prove.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';

interface Flags extends CommonFlags {
  readonly deep?: boolean;
}

export function verify(command: Command, shell: Shell): void {
  clusterOption(command)
    .option('--deep', 'count late rows from the topic too, instead of by difference')
    .addHelpText(
      'after',
      '\nWorks while the chain runs and after it stopped. Exit code 0 when nothing was lost, 4 when something was.',
    )
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const { target } = await existingChain(shell, flags);
      const result = await withSteps(shell, (report) =>
        proveRun(target, { report, deep: flags.deep ?? false }),
      );
      if (flags.output === 'json') {
        shell.output.json(result);
        failUnlessProven(shell, result);
      } else printVerdict(shell, result, 'stdout');
    });
}
