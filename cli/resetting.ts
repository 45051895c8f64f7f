/** Letting a query start over: its state and its rows are dropped, the readings stay. */
import { CourantError } from '../chain/errors.ts';
import { nearest } from '../chain/words/nearest.ts';
import { ask } from './terminal/confirm.ts';
import type { ChainPlace } from './chain/findChain.ts';
import type { Shell } from './shell.ts';
import { withSteps } from './shell.ts';
import { green } from './terminal/text.ts';

interface Options {
  readonly query: string;
  readonly yes: boolean;
}

/** @throws CourantError COURANT_NOT_CONFIRMED */
export async function resetQuery(
  shell: Shell,
  { target }: ChainPlace,
  { query, yes }: Options,
): Promise<void> {
  if (!yes) {
    await ask(shell, {
      lines: [`this drops the state of "${query}" and all rows of the topic "${query}"`],
      question: `Let "${query}" start over?`,
      otherwise: `add --yes: courant reset ${query} --yes`,
    });
  }
  await withSteps(shell, async (report) => {
    const step = report.step(`dropping the state and the rows of "${query}"`);
    await target.resetQuery(query);
    step.done();
  });
  shell.output.line([green('✓ '), `"${query}" starts over with the readings that are kept`]);
}

/** @throws CourantError COURANT_USAGE when the chain has no such query */
export function assertQuery(query: string, queries: readonly string[]): void {
  if (queries.includes(query)) return;
  const meant = nearest(query, queries);
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `there is no query "${query}"`,
    details: [`queries: ${queries.join(', ')}`],
    left: 'nothing was changed',
    hint: `try: courant reset ${meant ?? queries[0] ?? 'QUERY'}`,
  });
}
