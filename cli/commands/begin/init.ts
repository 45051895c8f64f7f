/** `courant init`: a new chain that runs as it is and shows what to change first. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { asChainName } from '../../../chain/chain.ts';
import { CourantError } from '../../../chain/errors.ts';
import { endings } from '../../../chain/replayFiles.ts';
import { shellPath } from '../../../chain/words/shellWord.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { bold, green } from '../../terminal/text.ts';
import { findData } from './initData.ts';
import { textFiles, writeChain } from './initFiles.ts';

interface Flags extends CommonFlags {
  readonly from?: string;
}

export function init(command: Command, shell: Shell): void {
  command
    .argument('<dir>', 'a new or empty folder')
    .option('--from <files>', `replay a file, a folder or a glob: ${endings.join(', ')}`)
    .addHelpText(
      'after',
      "\nExamples:\n  courant init my-chain\n  courant init temperatures --from temperatures.csv\n  courant init rooms --from 'measured/*.csv'",
    )
    .action(async (written: string) => {
      const { from } = command.optsWithGlobals<Flags>();
      const folder = resolve(shell.workingFolder, written);
      const existed = await assertEmpty(folder, written);
      const data = from === undefined ? undefined : await findData(from, shell);
      const texts = await textFiles(asChainName(basename(folder)) || 'my-chain', data);
      await writeChain({ folder, written, existed, texts, copies: data?.copies ?? {} });
      printMade(shell, written, [...Object.keys(texts), ...Object.keys(data?.copies ?? {})]);
    });
}

/** @returns whether the folder exists */
async function assertEmpty(folder: string, written: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return false;
  const entries = found.isDirectory() ? await readdir(folder) : undefined;
  if (entries?.length === 0) return true;
  throw new CourantError({
    code: 'COURANT_FOLDER_NOT_EMPTY',
    message:
      entries === undefined ? `"${written}" is a file` : `the folder "${written}" is not empty`,
    details:
      entries === undefined
        ? []
        : [`it holds ${entries.slice(0, 3).join(', ')}${entries.length > 3 ? ', …' : ''}`],
    left: 'nothing was written',
    hint: `choose another folder: courant init ${shellPath(`${written.replace(/\/+$/, '')}-2`)}`,
  });
}

const mostShown = 20;

function printMade({ output }: Shell, folder: string, made: readonly string[]): void {
  for (const path of made.slice(0, mostShown)) output.line([green('✓ '), join(folder, path)]);
  if (made.length > mostShown) output.line(`  and ${made.length - mostShown} more`);
  output.note('next:');
  output.note(['  ', bold(`cd ${shellPath(folder)} && npm install && npm start`)]);
}
