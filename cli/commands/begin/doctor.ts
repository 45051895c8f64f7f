import type { Command } from 'commander';
import { examine, printChecks } from '../../examine.ts';
import { kindOptions } from '../../chain/kindFlags.ts';
import type { PlaceFlags } from '../../chain/findChain.ts';
import type { Shell } from '../../shell.ts';

export function doctor(command: Command, shell: Shell): void {
  kindOptions(command).action(async () => {
    const flags = command.optsWithGlobals<PlaceFlags>();
    printChecks(shell, await examine(shell, flags), flags.output);
  });
}
