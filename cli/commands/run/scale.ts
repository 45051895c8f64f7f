/** `courant scale`: another number of generators, and the new rate as it arrives at each leg. */
import type { Command } from 'commander';
import { z } from 'zod';
import { counted } from '../../../chain/words/counted.ts';
import { withOpenKafka } from '../../../targets/data/openKafka.ts';
import {
  expectedRate,
  rates,
  settledRates,
  settlingMs,
} from '../../../targets/data/settledRates.ts';
import { StatusWatch } from '../../../targets/data/status.ts';
import { refuseReplay } from '../../../targets/refuseReplay.ts';
import type { Reporter, Target } from '../../../targets/target.ts';
import { existingChain, notRunning } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { wholeNumber } from '../../terminal/flagValues.ts';
import type { Output } from '../../terminal/output.ts';
import { number, table } from '../../terminal/text.ts';
import { limitHint } from './rateLimits.ts';

/** What `courant scale -o json` prints. */
export const scaleDocument = z.object({
  replicas: z.number().int().nonnegative(),
  before: rates,
  after: rates,
  /** False where the rates had not settled at the deadline. */
  settled: z.boolean(),
});
type ScaleDocument = z.infer<typeof scaleDocument>;

export function scale(command: Command, shell: Shell): void {
  clusterOption(command)
    .argument(
      '<replicas>',
      'how many generators, 0 to 64',
      wholeNumber('replicas', { min: 0, max: 64 }, 'courant scale'),
    )
    .addHelpText('after', '\nEach generator has sensors of its own and the rate of the definition.')
    .action((replicas: number) =>
      scaleChain(shell, replicas, command.optsWithGlobals<CommonFlags>()),
    );
}

/** @throws CourantError COURANT_USAGE for a replay, COURANT_NOT_RUNNING */
async function scaleChain(shell: Shell, replicas: number, flags: CommonFlags): Promise<void> {
  const { output, interrupts } = shell;
  const { target, chainFolder } = await existingChain(shell, flags);
  const { chain } = chainFolder;
  refuseReplay(chain.generator.source.type, replicas);
  if (!(await target.state()).running) throw notRunning();
  const expected = expectedRate(chain, replicas);
  const result = await withSteps(shell, (report) =>
    scaleAndSettle(target, { replicas, expected, report, signal: interrupts.first }),
  );
  if (flags.output === 'json') output.json(result);
  else printRates(output, result);
  const asked = expected ?? result.after.generator ?? 0;
  const hint = limitHint({ asked, ...result.after }, chain, target.name);
  if (!result.settled && hint !== undefined) output.note(hint);
}

interface Scaling {
  readonly replicas: number;
  readonly expected: number | undefined;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

function scaleAndSettle(target: Target, scaling: Scaling): Promise<ScaleDocument> {
  const { replicas, expected, report, signal } = scaling;
  return withOpenKafka(target, async (kafka) => {
    const watch = new StatusWatch(target, kafka);
    const looking = report.step('looking at the rates');
    const before = await settledRates(watch, { signal, deadlineMs: 5_000, step: looking });
    looking.done();
    await target.scale(replicas, { report, signal });
    const following = report.step('waiting until each leg has the new rate');
    const after = await settledRates(watch, {
      signal,
      deadlineMs: settlingMs,
      step: following,
      expected,
    });
    following.done(after.settled ? '' : 'not settled yet');
    return { replicas, before: before.rates, after: after.rates, settled: after.settled };
  });
}

function printRates(output: Output, { before, after, replicas, settled }: ScaleDocument): void {
  const row = (leg: string, was: number | null, is: number | null): string[] => [
    leg,
    `${number(was)}/s`,
    `${number(is)}/s`,
  ];
  output.lines(
    table(
      [{ title: '' }, { title: 'before', align: 'right' }, { title: 'after', align: 'right' }],
      [
        row('generator', before.generator, after.generator),
        row('topic readings', before.topic, after.topic),
        row('slowest query', before.query, after.query),
      ],
    ),
  );
  output.note(counted(replicas, 'generator runs', 'generators run'));
  if (!settled) output.note('the rates had not settled; look again: courant status -w');
}
