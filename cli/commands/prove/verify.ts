/** `courant verify`: the proof of a run, hop by hop. */
import type { Command } from 'commander';
import { CourantError } from '../../../chain/errors.ts';
import { withOpenKafka } from '../../../targets/data/openKafka.ts';
import { inStep } from '../../../targets/steps.ts';
import type { Reporter, Target } from '../../../targets/target.ts';
import { recomputeAll, withRecomputed } from '../../../verify/recompute.ts';
import { renderVerify, verdictLine } from '../../../verify/render.ts';
import type { VerifyResult } from '../../../verify/result.ts';
import { verify as prove } from '../../../verify/verify.ts';
import type { VerifyOptions } from '../../../verify/verify.ts';
import { queryFileNames } from '../../chain/checkQueries.ts';
import { existingChain } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import type { Stream } from '../../terminal/output.ts';
import { cyan, green, red, yellow } from '../../terminal/text.ts';
import type { Text } from '../../terminal/text.ts';

interface Flags extends CommonFlags {
  readonly deep?: boolean;
  readonly recompute?: boolean;
}

export function verify(command: Command, shell: Shell): void {
  clusterOption(command)
    .option('--deep', 'count late rows from the topic too, instead of by difference')
    .option(
      '--recompute',
      'run the SQL of Spark’s queries once more over the same readings, in one batch, and compare the rows',
    )
    .addHelpText(
      'after',
      '\nWorks while the chain runs and after it stopped. Exit code 0 when it is proven, or proven so far: what was read and\ncounted holds, and the lines "so far" name the rest. 4 when it is not proven: the lines "problem" say why.',
    )
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const { target, chainFolder } = await existingChain(shell, flags);
      const queries = await queryFileNames(chainFolder);
      const { recompute = false, deep = false } = flags;
      if (recompute && target.recompute === undefined) throw noRecompute();
      const signal = shell.interrupts.first;
      const result = await withSteps(shell, (report) =>
        proveRun(target, { report, deep, queries, recompute, signal }),
      );
      if (flags.output === 'json') {
        shell.output.json(result);
        failUnlessProven(shell, result);
      } else printVerdict(shell, result, 'stdout');
    });
}

interface ProofOptions extends Pick<VerifyOptions, 'deep' | 'queries'> {
  readonly report: Reporter;
  /** Compute the rows once more; the target can. */
  readonly recompute?: boolean;
  readonly signal?: AbortSignal;
}

function noRecompute(): CourantError {
  return new CourantError({
    code: 'COURANT_USAGE',
    message: '--recompute starts a Spark beside the chain: on this machine only',
    hint: 'courant verify --deep counts late rows from the topic on every target',
  });
}

/** Runs the law over what is in Kafka; the broker is started for it where it does not run. */
export function proveRun(
  target: Target,
  { report, recompute = false, signal = new AbortController().signal, ...options }: ProofOptions,
): Promise<VerifyResult> {
  const title = options.deep ? 'proving, late rows too' : 'proving';
  return withOpenKafka(target, async (kafka, connection) => {
    const result = await inStep(report, title, (step) =>
      prove(kafka, {
        ...options,
        onProgress: (text) => {
          step.progress(text);
        },
      }),
    );
    if (!recompute || target.recompute === undefined) return result;
    const again = target.recompute.bind(target);
    const recomputed = await recomputeAll(kafka, (wanted, use) =>
      again(connection, wanted, use, { report, signal }),
    );
    return withRecomputed(result, recomputed);
  });
}

/** Prints the law hop by hop; a run that is not proven makes the command end with exit code 4. */
export function printVerdict(shell: Shell, result: VerifyResult, to: Stream): void {
  const lines = renderVerify(result).map(coloured);
  if (to === 'stdout') shell.output.lines(lines);
  else shell.output.notes(lines);
  failUnlessProven(shell, result);
}

function failUnlessProven(shell: Shell, result: VerifyResult): void {
  if (result.ok) return;
  shell.fail(new CourantError({ code: 'COURANT_NOT_PROVEN', message: verdictLine(result) }));
}

function coloured(line: string): Text {
  if (line.startsWith('proven so far')) return [cyan('… '), cyan(line)];
  if (line.startsWith('proven')) return [green('✓ '), green(line)];
  if (line.startsWith('not proven')) return [red('✗ '), red(line)];
  if (line.startsWith('problem: ')) return red(line);
  if (line.startsWith('so far: ')) return cyan(line);
  return line.startsWith('note: ') ? yellow(line) : line;
}
