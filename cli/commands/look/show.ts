import type { Command } from 'commander';
import { clusterOption } from '../../chain/kindFlags.ts';
import { existingChain } from '../../chain/findChain.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { listTopics, showRows } from '../../showing.ts';
import { wholeNumber } from '../../terminal/usage.ts';

interface Flags extends CommonFlags {
  readonly follow?: boolean;
  readonly count: number;
}

export function show(command: Command, shell: Shell): void {
  clusterOption(command)
    .argument('[topic]', 'readings, the name of a query, or readings.dlq; without it, the topics')
    .option('-f, --follow', 'go on with rows as they arrive, until Ctrl-C')
    .option('-n, --count <n>', 'how many', wholeNumber('-n', { min: 1, max: 100_000 }), 10)
    .action(async (topic: string | undefined) => {
      const flags = command.optsWithGlobals<Flags>();
      const { target } = await existingChain(shell, flags);
      if (topic === undefined) await listTopics(shell, target, flags.output);
      else await showRows(shell, target, { topic, ...flags });
    });
}
