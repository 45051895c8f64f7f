import { resolve } from 'node:path';
import type { Command } from 'commander';
import { makeChain, nextSteps } from '../../making.ts';
import type { CommonFlags, Shell } from '../../shell.ts';

interface Flags extends CommonFlags {
  readonly from?: string;
}

export function init(command: Command, shell: Shell): void {
  command
    .argument('<dir>', 'a new or empty folder')
    .option('--from <file>', 'replay this file: .csv, .tsv, .ndjson, .jsonl or .json')
    .addHelpText(
      'after',
      '\nExamples:\n  courant init my-chain\n  courant init temperatures --from temperatures.csv',
    )
    .action(async (folder: string) => {
      const { from } = command.optsWithGlobals<Flags>();
      const made = await makeChain({
        folder: resolve(shell.workingFolder, folder),
        written: folder,
        from: from === undefined ? undefined : resolve(shell.workingFolder, from),
      });
      nextSteps(shell, folder, made);
    });
}
