import type { Command } from 'commander';
import { definedChain, definitionChanged } from '../place.ts';
import type { CommonFlags, Shell } from '../shell.ts';
import { nextSteps, printUp, runsAlready, startChain } from '../start.ts';
import { watchUntilInterrupted } from '../live.ts';
import { stopAndProve } from '../stop.ts';
import type { KindFlags } from '../choice.ts';

interface Flags extends CommonFlags, KindFlags {
  readonly detach?: boolean;
}

export function up(command: Command, shell: Shell): void {
  command
    .option('--detach', 'return when rows come out; the chain goes on until courant down')
    .option('--cluster <name>', 'kind: the cluster, instead of the one kind-config.yaml names')
    .option('--node-image <image>', 'kind: image of the node')
    .option('--strimzi-chart <chart>', 'kind: a reference, a repository, a folder or an archive')
    .option('--strimzi-values <file>', 'kind: values of that chart')
    .option('--spark-operator-chart <chart>', 'kind: the same for the Spark operator')
    .option('--spark-operator-values <file>', 'kind: values of that chart')
    .option('--load-image <image...>', 'kind: images of this Docker that the cluster cannot pull')
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
      if (flags.detach || place.target.isApart) {
        nextSteps(shell, place.queries);
        return;
      }
      await watchUntilInterrupted(shell, place);
      await stopAndProve(shell, { ...place, isJson: flags.output === 'json' });
    });
}
