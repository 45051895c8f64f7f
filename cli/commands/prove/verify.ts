/** `courant verify`: the proof of a run, hop by hop. */
import type { Command } from 'commander';
import { CourantError } from '../../../chain/errors.ts';
import { withOpenKafka } from '../../../targets/data/openKafka.ts';
import { inStep } from '../../../targets/steps.ts';
import type { Reporter, Target } from '../../../targets/target.ts';
import { renderVerify, verdictLine } from '../../../verify/render.ts';
import type { VerifyResult } from '../../../verify/result.ts';
import { verify as prove } from '../../../verify/verify.ts';
import { existingChain } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import type { Stream } from '../../terminal/output.ts';
import { cyan, green, red, yellow } from '../../terminal/text.ts';
import type { Text } from '../../terminal/text.ts';

interface Flags extends CommonFlags {
  readonly deep?: boolean;
}

export function verify(command: Command, shell: Shell): void {
  clusterOption(command)
    .option('--deep', 'count late rows from the topic too, instead of by difference')
    .addHelpText(
      'after',
      '\nWorks while the chain runs and after it stopped. Exit code 0 when it is proven, or proven so far: what was read and\ncounted holds, and the lines "so far" name the rest. 4 when it is not proven: the lines "problem" say why.',
    )
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const { target } = await existingChain(shell, flags);
      const result = await withSteps(shell, (report) =>
        proveRun(target, { report, deep: flags.deep ?? false }),
      );
      if (flags.output === 'json') {
        shell.output.json(result);
        failUnlessProven(shell, result);
      } else printVerdict(shell, result, 'stdout');
    });
}

/** Runs the law over what is in Kafka; the broker is started for it where it does not run. */
export async function proveRun(
  target: Target,
  options: { readonly report: Reporter; readonly deep: boolean },
): Promise<VerifyResult> {
  const title = options.deep ? 'proving, late rows too' : 'proving';
  return inStep(options.report, title, (step) =>
    withOpenKafka(target, (kafka) =>
      prove(kafka, {
        deep: options.deep,
        onProgress: (text) => {
          step.progress(text);
        },
      }),
    ),
  );
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
