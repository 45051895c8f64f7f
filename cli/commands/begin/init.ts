/** `courant init`: a new chain that runs as it is and shows what to change first. */
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { asChainName } from '../../../chain/chain.ts';
import { endings } from '../../../chain/replayFiles.ts';
import { shellPath } from '../../../chain/words/shellWord.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { bold, green } from '../../terminal/text.ts';
import { findData } from './initData.ts';
import { assertExample, exampleFiles, exampleNames } from './initExample.ts';
import { chainFiles, writeChain } from './initFiles.ts';
import { assertUsable } from './initFolder.ts';

interface Flags extends CommonFlags {
  readonly from?: string;
  readonly example?: string;
}

export function init(command: Command, shell: Shell): void {
  command
    .argument('<dir>', 'a new or empty folder')
    .option('--from <files>', `replay a file, a folder or a glob: ${endings.join(', ')}`)
    .option('--example <name>', `begin with an example: ${exampleNames().join(', ')}`)
    .addHelpText(
      'after',
      "\nExamples:\n  courant init my-chain\n  courant init temperatures --from temperatures.csv\n  courant init rooms --from 'measured/*.csv'\n  courant init my-words --example word-count",
    )
    .action(async (written: string) => {
      const { from, example } = command.optsWithGlobals<Flags>();
      const { workingFolder } = shell;
      if (example !== undefined) assertExample(example, from);
      const folder = resolve(workingFolder, written);
      const existed = await assertUsable({ written, from, example, workingFolder });
      const files =
        example === undefined ? await ownFiles(folder, from, shell) : await exampleFiles(example);
      await writeChain({ folder, written, existed, ...files });
      printMade(shell, written, Object.keys({ ...files.texts, ...files.copies }));
    });
}

/** Of a chain that is no example. @param folder absolute */
async function ownFiles(folder: string, from: string | undefined, shell: Shell) {
  const data = from === undefined ? undefined : await findData(from, shell);
  return chainFiles(asChainName(basename(folder)) || 'my-chain', data);
}

const mostShown = 20;

function printMade({ output }: Shell, folder: string, made: readonly string[]): void {
  for (const path of made.slice(0, mostShown)) output.line([green('✓ '), join(folder, path)]);
  if (made.length > mostShown) output.line(`  and ${made.length - mostShown} more`);
  output.note('next:');
  output.note(['  ', bold(`cd ${shellPath(folder)} && npm install && npm start`)]);
}
