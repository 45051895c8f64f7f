/** Starting a chain, and what to say when it runs. */
import { z } from 'zod';
import { CourantError } from '../chain/errors.ts';
import { formatDuration } from '../chain/words/quantity.ts';
import { queryWarning } from '../targets/target.ts';
import type { UpResult } from '../targets/target.ts';
import type { ChainPlace } from './chain/findChain.ts';
import { withSteps } from './shell.ts';
import type { Shell } from './shell.ts';
import { bold, green } from './terminal/text.ts';

/** What `courant up -o json` prints. */
export const upDocument = z.object({
  ready: z.boolean(),
  target: z.enum(['local', 'kind']),
  bootstrapServers: z.array(z.string()),
  firstReadingMs: z.number().nonnegative().nullable(),
  firstRowMs: z.number().nonnegative().nullable(),
  /** Queries that failed, while rows come out of another. */
  warnings: z.array(queryWarning),
  /** True when the chain ran already. */
  unchanged: z.boolean(),
});

/** Starts the chain; interrupted on the way, it stops what it had started. */
export async function startChain(shell: Shell, { target }: ChainPlace): Promise<UpResult> {
  const signal = shell.interrupts.first;
  const started = await withSteps(shell, async (report) => {
    try {
      return await target.up({ report, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      if (target.isApart) throw interrupted(error, leftApart);
      await target.down({ report, keepData: true });
      throw interrupted(error, leftHere);
    }
  });
  if (!started.unchanged) printReady(shell, started);
  return started;
}

/** On a cluster everything goes on without this command, and `up` goes on from there. */
const leftApart = {
  left: 'what was applied is kept',
  hint: 'go on: courant up --target kind, or remove it: courant down --target kind',
};
const leftHere = { left: 'everything was stopped', hint: 'start again: courant up' };

function interrupted(cause: unknown, remains: typeof leftHere): CourantError {
  const message = 'interrupted while the chain started';
  return new CourantError({ code: 'COURANT_INTERRUPTED', message, ...remains, cause });
}

function printReady({ output }: Shell, { firstReadingMs, firstRowMs }: UpResult): void {
  const parts = [
    firstReadingMs === null ? '' : `first reading after ${formatDuration(firstReadingMs)}`,
    firstRowMs === null ? '' : `first row after ${formatDuration(firstRowMs)}`,
  ].filter((part) => part !== '');
  output.note([
    green('✓ '),
    bold('the chain runs'),
    parts.length === 0 ? '' : `: ${parts.join(', ')}`,
  ]);
}

export function printUp({ output }: Shell, started: UpResult): void {
  output.json({
    ready: started.ready,
    target: started.target,
    bootstrapServers: [...started.bootstrapServers],
    firstReadingMs: started.firstReadingMs,
    firstRowMs: started.firstRowMs,
    warnings: [...started.warnings],
    unchanged: started.unchanged,
  } satisfies z.input<typeof upDocument>);
}

export function runsAlready({ output }: Shell, isChanged: boolean): void {
  output.note('the chain runs already; nothing was started');
  if (isChanged) {
    output.note('its definition was changed since: courant down --keep-data, then courant up');
  }
  output.note('→ look at it: courant status -w');
}

/** What to type next. */
export function nextSteps({ output }: Shell, queries: readonly string[]): void {
  const shown = queries.includes('sensor_stats') ? 'sensor_stats' : (queries[0] ?? 'readings');
  const steps: readonly (readonly [string, string])[] = [
    [`courant show ${shown} -f`, 'rows as they come out'],
    ['courant status -w', 'rates and lag'],
    ['courant verify', 'prove that nothing was lost'],
    ['courant down', 'stop it and delete the data'],
  ];
  const width = Math.max(...steps.map(([command]) => command.length));
  output.note('next:');
  for (const [command, why] of steps) output.note(['  ', bold(command.padEnd(width)), `  ${why}`]);
}
