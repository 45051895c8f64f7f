/** `courant page`: serves the live page of a chain that runs already, until Ctrl-C; on a cluster too. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { addressText } from '../../../page/address.ts';
import { existingChain, notRunning } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { openPage, pageAddress } from '../../chain/openPage.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { bold } from '../../terminal/text.ts';

/** What `courant page -o json` and `courant open -o json` print. */
export const pageDocument = z.object({
  /** With its token. */
  page: z.string(),
});

export function page(command: Command, shell: Shell): void {
  clusterOption(command)
    .addHelpText(
      'after',
      '\nOn this machine `courant up` serves it already, unless it was told --no-page.\nIt is reached from this machine only, with the token in its address.',
    )
    .action(async () => {
      const { output, interrupts } = shell;
      const flags = command.optsWithGlobals<CommonFlags>();
      const found = await existingChain(shell, flags);
      if (!(await found.target.state()).running) throw notRunning();
      const served = await pageAddress(found);
      const own = served === null ? await openPage(found) : undefined;
      const address = own === undefined ? (served ?? '') : addressText(own.address);
      if (flags.output === 'json') output.json({ page: address });
      else output.line(['page  ', bold(address)]);
      if (own === undefined) return;
      output.note('Ctrl-C ends the page; the chain goes on');
      // What it serves ends with the process: a cluster that does not answer holds nobody up.
      await untilInterrupted(interrupts.first);
    });
}

const longestPauseMs = 2 ** 31 - 1;

/** A timer, because a page that nobody looks at holds no process. */
async function untilInterrupted(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(longestPauseMs, undefined, { signal }).catch(() => undefined);
  }
}
