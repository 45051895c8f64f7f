/** The end of a run in the foreground: drain, prove, stop, keep the data. A second Ctrl-C skips to the stop. */
import { CourantError } from '../chain/errors.ts';
import type { Reporter, Target } from '../targets/target.ts';
import type { VerifyResult } from '../verify/result.ts';
import type { ChainPlace } from './chain/findChain.ts';
import { printVerdict, proveRun } from './prove.ts';
import type { Shell } from './shell.ts';
import { withSteps } from './shell.ts';

interface Options extends ChainPlace {
  /** stdout already carries its one document: the verdict goes to stderr. */
  readonly isJson: boolean;
}

export async function stopAndProve(shell: Shell, options: Options): Promise<void> {
  const { target } = options;
  if (!(await target.state()).running) {
    shell.output.note('the chain was stopped from elsewhere');
    return;
  }
  const atOnce = shell.interrupts.second;
  const verdict = await withSteps(shell, async (report) => {
    try {
      return await unlessAborted(drainAndProve(shell, target, report), atOnce);
    } catch (error) {
      if (!atOnce.aborted) throw error;
      report.note('stopping at once: the run is not proven');
      return undefined;
    } finally {
      await target.down({ report, keepData: true });
    }
  });
  if (verdict === undefined) shell.fail(interrupted());
  else printVerdict(shell, verdict, options.isJson ? 'stderr' : 'stdout');
  shell.output.note('the data is kept; go on with: courant up, or delete it with: courant down');
}

function interrupted(): CourantError {
  return new CourantError({ code: 'COURANT_INTERRUPTED', message: 'interrupted' });
}

async function drainAndProve(
  shell: Shell,
  target: Target,
  report: Reporter,
): Promise<VerifyResult> {
  await target.drain({ report, signal: shell.interrupts.second });
  return proveRun(target, { report, deep: false });
}

/** Rejects as soon as `signal` aborts; what is still under way is left to end by itself. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(interrupted());
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
