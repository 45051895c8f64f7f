/** Stopping a chain and deleting what it left. */
import { z } from 'zod';
import { CourantError } from '../chain/errors.ts';
import { ask } from './terminal/confirm.ts';
import type { ChainPlace } from './chain/findChain.ts';
import type { Shell } from './shell.ts';
import { withSteps } from './shell.ts';
import { green } from './terminal/text.ts';

/** What `courant down -o json` prints. */
export const downDocument = z.object({ removed: z.array(z.string()), left: z.array(z.string()) });
export type DownDocument = z.infer<typeof downDocument>;

interface Options {
  readonly keepData?: boolean;
  readonly yes?: boolean;
  readonly output: 'text' | 'json';
}

/** Asks before data is deleted, stops, deletes; fails with what could not be ended or deleted. */
export async function stopChain(
  shell: Shell,
  { target }: ChainPlace,
  options: Options,
): Promise<DownDocument> {
  const keepData = options.keepData ?? false;
  const removable = await target.removable({ keepData });
  if (removable.length > 0 && !keepData && !options.yes) {
    await ask(shell, {
      lines: ['this deletes:', ...removable.map((thing) => `  ${thing}`)],
      question: 'Stop the chain and delete its data?',
      otherwise: 'add --yes, or keep the data: courant down --keep-data',
    });
  }
  const result = await withSteps(shell, (report) => target.down({ report, keepData }));
  if (options.output === 'text') {
    for (const thing of result.removed) shell.output.line([green('✓ '), `removed ${thing}`]);
    if (keepData) shell.output.note('the data is kept; go on with: courant up');
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
