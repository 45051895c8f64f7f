/** `courant down`: stops a chain and deletes what it left. */
import type { Command } from 'commander';
import { z } from 'zod';
import { CourantError } from '../../../chain/errors.ts';
import { nothingHere, startedChain } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { confirm } from '../../terminal/confirm.ts';
import { green } from '../../terminal/text.ts';

/** What `courant down -o json` prints. */
export const downDocument = z.object({ removed: z.array(z.string()), left: z.array(z.string()) });
type DownDocument = z.infer<typeof downDocument>;

interface Flags extends CommonFlags {
  readonly keepData?: boolean;
  readonly yes?: boolean;
}

export function down(command: Command, shell: Shell): void {
  clusterOption(command)
    .option('--keep-data', 'stop everything, delete nothing')
    .option('--keep-cluster', 'kind: leave the cluster and its operators, whoever made them')
    .option('-y, --yes', 'do not ask before deleting the data')
    .action(async () => {
      const { output } = shell;
      const flags = command.optsWithGlobals<Flags>();
      const isNew = await nothingHere(shell, flags);
      const result = isNew ? { removed: [], left: [] } : await stopChain(shell, flags);
      if (flags.output === 'json') output.json(downDocument.parse(result));
      else if (result.removed.length + result.left.length === 0)
        output.line('nothing ran here and nothing was left');
    });
}

/** Asks before data is deleted, stops, deletes; fails with what could not be ended or deleted. */
async function stopChain(shell: Shell, flags: Flags): Promise<DownDocument> {
  const { output } = shell;
  const { keepData = false } = flags;
  const { target } = await startedChain(shell, flags);
  const removable = await target.removable({ keepData });
  if (removable.length > 0 && !keepData && !flags.yes) {
    await confirm(output, {
      lines: ['this deletes:', ...removable.map((thing) => `  ${thing}`)],
      question: 'Stop the chain and delete its data?',
      otherwise: 'add --yes, or keep the data: courant down --keep-data',
    });
  }
  const result = await withSteps(shell, (report) => target.down({ report, keepData }));
  if (flags.output === 'text') {
    for (const thing of result.removed) output.line([green('✓ '), `removed ${thing}`]);
    if (keepData) output.note('the data is kept; go on with: courant up');
  }
  if (result.left.length > 0) shell.fail(leftovers(shell, result.left));
  return result;
}

function leftovers(shell: Shell, left: readonly string[]): CourantError {
  const error = new CourantError({
    code: 'COURANT_LEFTOVERS',
    message: 'not everything could be ended and removed',
    details: left,
    hint: 'remove it by hand, then: courant down',
  });
  shell.output.error(error, false);
  return error;
}
