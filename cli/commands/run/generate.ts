import type { Command } from 'commander';
import type { CommonFlags, Shell } from '../../shell.ts';
import { generateFlags, runGenerator } from '../../produce.ts';
import type { GenerateFlags } from '../../produce.ts';

export function generate(command: Command, shell: Shell): void {
  generateFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  courant generate --stdout --sample 10
  courant generate --stdout --count 1000 --seed 7
  courant generate --file temps.csv --time-column date --value-column temp --stdout`,
    )
    .action(async () => {
      await runGenerator(shell, command.optsWithGlobals<GenerateFlags & CommonFlags>());
    });
}
