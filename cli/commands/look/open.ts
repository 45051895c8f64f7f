/** `courant open`: shows the live page in the user's browser. */
import { chmod, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { CourantError } from '../../../chain/errors.ts';
import { lastComplaint } from '../../../targets/local/logFiles.ts';
import { localPaths } from '../../../targets/local/paths.ts';
import { runningChain } from '../../../targets/local/runningChain.ts';
import { unusable } from '../../../targets/machine/jsonFile.ts';
import { runToEnd } from '../../../targets/machine/processes.ts';
import { existingChain } from '../../chain/findChain.ts';
import type { FoundChain } from '../../chain/findChain.ts';
import { pageAddress } from '../../chain/openPage.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { bold } from '../../terminal/text.ts';

/** A program that opens something and stays is left to itself. */
const patienceMs = 5_000;

export function open(command: Command, shell: Shell): void {
  command.action(async () => {
    const { output, environment } = shell;
    const flags = command.optsWithGlobals<CommonFlags>();
    const found = await existingChain(shell, flags);
    const address = await pageAddress(found);
    if (address === null) throw notServed(await whyNot(found));
    if (flags.output === 'json') output.json({ page: address });
    else output.line(['page  ', bold(address)]);
    const file = localPaths(found.chainFolder.folder).openPage;
    await writeRedirect(file, address);
    if (!(await isOpened(file, environment))) {
      output.note('no browser was found: open the address by hand');
    }
  });
}

/** Arguments of a process are everybody's to read, and the address holds the token: it goes by a file of one's own. */
async function writeRedirect(file: string, address: string): Promise<void> {
  const text = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${address}">\n`;
  try {
    await writeFile(file, text, { mode: 0o600 });
    await chmod(file, 0o600);
  } catch (cause) {
    throw unusable(file, cause);
  }
}

/** @returns whether something was found that opens files */
async function isOpened(file: string, environment: Shell['environment']): Promise<boolean> {
  const opener = openerOf(environment);
  if (opener === undefined) return false;
  const signal = AbortSignal.timeout(patienceMs);
  const program = { file: opener, args: [file], cwd: dirname(file), env: environment };
  const { code } = await runToEnd(program, { signal });
  return code === 0 || signal.aborted;
}

function openerOf(environment: Shell['environment']): string | undefined {
  if (process.platform === 'darwin') return 'open';
  const hasScreen = ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (environment[name] ?? '') !== '');
  return hasScreen ? 'xdg-open' : undefined;
}

/** What the process that is to serve it said last; nothing where none is to. */
async function whyNot({ chainFolder }: FoundChain): Promise<string[]> {
  const paths = localPaths(chainFolder.folder);
  const { state, isSupervised } = await runningChain(paths);
  const isWanted = isSupervised && state?.page != null;
  return isWanted ? [`it ended: ${await lastComplaint(paths.log('page'))}`] : [];
}

function notServed(details: string[]): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_RUNNING',
    message: 'no page of this chain is served',
    details,
    hint: 'serve it: courant page, or start the chain: courant up',
  });
}
