/** `courant up`: starts the chain and watches it; Ctrl-C drains it, proves the run, stops it and keeps the data. */
import type { Command } from 'commander';
import { z } from 'zod';
import { CourantError } from '../../../chain/errors.ts';
import { formatDuration } from '../../../chain/words/quantity.ts';
import { readFileFindings } from '../../../targets/data/fileFindings.ts';
import type { KindOptions } from '../../../targets/kind/target.ts';
import { queryWarning } from '../../../targets/target.ts';
import type { Reporter, Target, UpResult } from '../../../targets/target.ts';
import type { VerifyResult } from '../../../verify/result.ts';
import { definedChain, definitionChanged } from '../../chain/findChain.ts';
import type { DefinedChain } from '../../chain/findChain.ts';
import { kindOptions } from '../../chain/kindFlags.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import type { Output, Stream } from '../../terminal/output.ts';
import { cellLines } from '../../terminal/cellLines.ts';
import { bold, green } from '../../terminal/text.ts';
import type { Text } from '../../terminal/text.ts';
import { printVerdict, proveRun } from '../prove/verify.ts';
import { pageAddress } from '../../chain/openPage.ts';
import { printPage, watchUntilInterrupted } from './liveScreen.ts';

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
  /** Address of the live page, with its token; `null` where none is served. */
  page: z.string().nullable(),
});

interface Flags extends CommonFlags, KindOptions {
  readonly detach?: boolean;
  readonly page: boolean;
}

export function up(command: Command, shell: Shell): void {
  kindOptions(command)
    .option('--detach', 'return when rows come out; the chain goes on until courant down')
    .option('--no-page', 'serve no live page')
    .addHelpText(
      'after',
      '\nCtrl-C stops the generator, lets the queries read what is left, proves the run and keeps the data;\nCtrl-C again stops at once. With --target kind it returns when rows come out, and the chain goes on.',
    )
    .action(async () => {
      const { output } = shell;
      const flags = command.optsWithGlobals<Flags>();
      const chain = await definedChain(shell, flags);
      const started = await startChain(shell, chain.target, flags.page);
      const page = await pageAddress(chain);
      if (flags.output === 'json') output.json(upDocument.parse({ ...started, page }));
      if (started.unchanged) {
        printRunsAlready(output, await definitionChanged(chain));
        printPage(output, page);
      } else if (flags.detach || chain.target.outlivesCommand) {
        output.notes(await findings(chain));
        printNextSteps(output, chain.queries);
        printPage(output, page);
      } else {
        await watchUntilInterrupted(shell, chain, page);
        await stopAndProve(shell, chain, flags.output === 'json' ? 'stderr' : 'stdout');
      }
    });
}

/** Starts the chain; interrupted on the way, it stops what it had started. */
async function startChain(shell: Shell, target: Target, page: boolean): Promise<UpResult> {
  const signal = shell.interrupts.first;
  const started = await withSteps(shell, async (report) => {
    try {
      return await target.up({ report, signal, page });
    } catch (error) {
      if (!signal.aborted) throw error;
      if (target.outlivesCommand) throw interruptedStart(error, leftApart);
      await target.down({ report, keepData: true });
      throw interruptedStart(error, leftHere);
    }
  });
  if (!started.unchanged) printReady(shell.output, started);
  return started;
}

/** On a cluster everything goes on without this command, and `up` goes on from there. */
const leftApart = {
  left: 'what was applied is kept',
  hint: 'go on: courant up --target kind, or remove it: courant down --target kind',
};
const leftHere = { left: 'everything was stopped', hint: 'start again: courant up' };

function interruptedStart(cause: unknown, remains: typeof leftHere): CourantError {
  const message = 'interrupted while the chain started';
  return new CourantError({ code: 'COURANT_INTERRUPTED', message, ...remains, cause });
}

function printReady(output: Output, { firstReadingMs, firstRowMs }: UpResult): void {
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

function printRunsAlready(output: Output, isChanged: boolean): void {
  output.note('the chain runs already; nothing was started');
  if (isChanged) {
    output.note('its definition was changed since: courant down --keep-data, then courant up');
  }
  output.note('→ look at it: courant status -w');
}

/** What of the user's files was not read as it may be meant; nothing where it cannot be known. */
async function findings({ chainFolder, target }: DefinedChain): Promise<Text[]> {
  if (chainFolder.chain.generator.source.type !== 'replay') return [];
  return readFileFindings(target).then(cellLines, () => []);
}

/** What to type next. */
function printNextSteps(output: Output, queries: readonly string[]): void {
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

/**
 * The end of a run in the foreground: drain, prove, stop, keep the data. A second Ctrl-C skips to the stop.
 * @param verdictTo where the verdict goes: stdout may carry its one document already
 */
async function stopAndProve(shell: Shell, chain: DefinedChain, verdictTo: Stream): Promise<void> {
  const { output } = shell;
  const { target } = chain;
  if (!(await target.state()).running) {
    output.note('the chain was stopped from elsewhere');
    return;
  }
  const atOnce = shell.interrupts.second;
  const result = await withSteps(shell, async (report) => {
    try {
      const proven = await unlessAborted(drainAndProve(target, report, atOnce), atOnce);
      return { proven, found: await unlessAborted(findings(chain), atOnce) };
    } catch (error) {
      if (!atOnce.aborted) throw error;
      report.note('stopping at once: the run is not proven');
      return undefined;
    } finally {
      await target.down({ report, keepData: true });
    }
  });
  if (result === undefined) shell.fail(interrupted());
  else {
    printVerdict(shell, result.proven, verdictTo);
    output.notes(result.found);
  }
  output.note('the data is kept; go on with: courant up, or delete it with: courant down');
}

async function drainAndProve(
  target: Target,
  report: Reporter,
  signal: AbortSignal,
): Promise<VerifyResult> {
  await target.drain({ report, signal });
  return proveRun(target, { report, deep: false });
}

/** Rejects as soon as `signal` aborts; what is still under way is left to end by itself. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    const stop = (): void => {
      reject(interrupted());
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, aborted]);
}

function interrupted(): CourantError {
  return new CourantError({ code: 'COURANT_INTERRUPTED', message: 'interrupted' });
}
