import type { Command } from 'commander';
import { clusterOption } from '../../chain/kindFlags.ts';
import { existingChain } from '../../chain/findChain.ts';
import { scaleChain } from '../../scaling.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { wholeNumber } from '../../terminal/usage.ts';

export function scale(command: Command, shell: Shell): void {
  clusterOption(command)
    .argument(
      '<replicas>',
      'how many generators, 0 to 64',
      wholeNumber('courant scale', { min: 0, max: 64 }),
    )
    .addHelpText('after', '\nEach generator has sensors of its own and the rate of the definition.')
    .action(async (replicas: number) => {
      const flags = command.optsWithGlobals<CommonFlags>();
      await scaleChain(shell, await existingChain(shell, flags), { replicas, ...flags });
    });
}
