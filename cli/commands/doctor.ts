import type { Command } from 'commander';
import { examine, printChecks } from '../examine.ts';
import type { CommonFlags, Shell } from '../shell.ts';

export function doctor(command: Command, shell: Shell): void {
  command.action(async () => {
    const flags = command.optsWithGlobals<CommonFlags>();
    printChecks(shell, await examine(shell, flags), flags.output);
  });
}
