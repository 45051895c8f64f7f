import type { Command } from 'commander';
import { definedChain, definitionChanged } from '../../chain/findChain.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { nextSteps, printUp, runsAlready, startChain } from '../../start.ts';
import { watchUntilInterrupted } from './liveScreen.ts';
import { stopAndProve } from '../../stop.ts';
import type { KindOptions } from '../../../targets/kind/target.ts';
import { kindOptions } from '../../chain/kindFlags.ts';

interface Flags extends CommonFlags, KindOptions {
  readonly detach?: boolean;
}

export function up(command: Command, shell: Shell): void {
  kindOptions(command)
    .option('--detach', 'return when rows come out; the chain goes on until courant down')
    .addHelpText(
      'after',
      '\nCtrl-C stops the generator, lets the queries read what is left, proves the run and keeps the data;\nCtrl-C again stops at once. With --target kind it returns when rows come out, and the chain goes on.',
    )
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const place = await definedChain(shell, flags);
      const started = await startChain(shell, place);
      if (flags.output === 'json') printUp(shell, started);
      if (started.unchanged) {
        runsAlready(shell, await definitionChanged(place));
        return;
      }
      if (flags.detach || place.target.outlivesCommand) {
        nextSteps(shell, place.queries);
        return;
      }
      await watchUntilInterrupted(shell, place);
      await stopAndProve(shell, { ...place, isJson: flags.output === 'json' });
    });
}
