/** `courant reset`: a query starts over; its state and its rows are dropped, the readings stay. */
import type { Command } from 'commander';
import { CourantError } from '../../../chain/errors.ts';
import { nearest } from '../../../chain/words/nearest.ts';
import { inStep } from '../../../targets/steps.ts';
import { definedChain, nothingHere, notRunning } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { confirm } from '../../terminal/confirm.ts';
import { green } from '../../terminal/text.ts';

interface Flags extends CommonFlags {
  readonly yes?: boolean;
}

export function reset(command: Command, shell: Shell): void {
  clusterOption(command)
    .argument('<query>', 'name of the query: its file without .sql')
    .option('-y, --yes', 'do not ask')
    .action(async (query: string) => {
      const flags = command.optsWithGlobals<Flags>();
      const { target, queries } = await definedChain(shell, flags);
      assertQuery(query, queries);
      if (await nothingHere(shell, flags)) throw notRunning();
      if (!flags.yes) {
        await confirm(shell.output, {
          lines: [`this drops the state of "${query}" and all rows of the topic "${query}"`],
          question: `Let "${query}" start over?`,
          otherwise: `add --yes: courant reset ${query} --yes`,
        });
      }
      await withSteps(shell, (report) =>
        inStep(report, `dropping the state and the rows of "${query}"`, () =>
          target.resetQuery(query),
        ),
      );
      shell.output.line([green('✓ '), `"${query}" starts over with the readings that are kept`]);
    });
}

/** @throws CourantError COURANT_USAGE when the chain has no such query */
function assertQuery(query: string, queries: readonly string[]): void {
  if (queries.includes(query)) return;
  const meant = nearest(query, queries);
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `there is no query "${query}"`,
    details: [`queries: ${queries.join(', ')}`],
    left: 'nothing was changed',
    hint: meant === undefined ? undefined : `did you mean "${meant}"?`,
  });
}
