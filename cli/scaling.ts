/** Scaling the generator, and seeing the other rate arrive at each leg. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { topicNames } from '../chain/names.ts';
import type { ChainDefinition } from '../chain/chain.ts';
import { CourantError } from '../chain/errors.ts';
import { withOpenKafka } from '../targets/data/openKafka.ts';
import { StatusWatch } from '../targets/data/status.ts';
import type { StatusDocument } from '../targets/data/status.ts';
import type { StepReport } from '../targets/target.ts';
import { limitHint } from './commands/run/rateLimits.ts';
import { notRunning } from './chain/findChain.ts';
import type { ChainPlace } from './chain/findChain.ts';
import { withSteps } from './shell.ts';
import type { Shell } from './shell.ts';
import { number, table } from './terminal/text.ts';

const rates = z.object({
  /** Readings a second that the generators see acknowledged. */
  generator: z.number().nonnegative().nullable(),
  /** Records a second that arrive in `readings`. */
  topic: z.number().nonnegative().nullable(),
  /** Rows a second that the slowest query reads. */
  query: z.number().nonnegative().nullable(),
});
type Rates = z.infer<typeof rates>;

/** What `courant scale -o json` prints. */
export const scaleDocument = z.object({
  replicas: z.number().int().nonnegative(),
  before: rates,
  after: rates,
  /** False where the rates had not settled at the deadline. */
  settled: z.boolean(),
});
export type ScaleDocument = z.infer<typeof scaleDocument>;

const lookEveryMs = 500;
/** Rates are told over the last seconds; the new one fills that span only after a while. */
const deadlineMs = 45_000;
/** A leg follows when its rate is this near to what it should be. */
const tolerance = 0.12;

interface Options {
  readonly replicas: number;
  readonly output: 'text' | 'json';
}

/** @throws CourantError COURANT_USAGE for a replay, COURANT_NOT_RUNNING */
export async function scaleChain(shell: Shell, place: ChainPlace, options: Options): Promise<void> {
  const { target, chainFolder } = place;
  refuseReplay(chainFolder.chain.generator.source.type, options.replicas);
  if (!(await target.state()).running) throw notRunning();
  const signal = shell.interrupts.first;
  const expected = expectedRate(chainFolder.chain, options.replicas);
  const result = await withSteps(shell, (report) =>
    withOpenKafka(target, async (kafka): Promise<ScaleDocument> => {
      const watch = new StatusWatch(target, kafka);
      const looking = report.step('looking at the rates');
      const before = await settledRates(watch, { signal, deadlineMs: 5_000, step: looking });
      looking.done();
      await target.scale(options.replicas, { report, signal });
      const following = report.step('waiting until each leg has the new rate');
      const after = await settledRates(watch, { signal, deadlineMs, step: following, expected });
      following.done(after.settled ? '' : 'not settled yet');
      return {
        replicas: options.replicas,
        before: before.rates,
        after: after.rates,
        settled: after.settled,
      };
    }),
  );
  if (options.output === 'json') shell.output.json(result);
  else print(shell, result);
  const asked = expected ?? result.after.generator ?? 0;
  const hint = limitHint({ asked, ...result.after }, chainFolder.chain, target.name);
  if (!result.settled && hint !== undefined) shell.output.note(hint);
}

/** Readings a second once the replicas run; `undefined` where the rate moves by itself. */
function expectedRate({ generator }: ChainDefinition, replicas: number): number | undefined {
  const { rate, load } = generator;
  return rate === 'max' || load.shape !== 'constant' ? undefined : rate * replicas;
}

function refuseReplay(source: 'random' | 'replay', replicas: number): void {
  if (source === 'random') return;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `a replay cannot be scaled to ${replicas}: each generator would send the same files again`,
    left: 'nothing was changed',
    hint: 'let it run faster instead: generator.source.speed in chain.config.ts',
  });
}

interface Waiting {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly step: StepReport;
  /** Readings a second that the generators are asked for; without it, the rates need only agree. */
  readonly expected?: number;
}

/** The rates once each leg follows the one before it, or as they are at the deadline. */
async function settledRates(
  watch: StatusWatch,
  { signal, deadlineMs: patience, step, expected }: Waiting,
): Promise<{ rates: Rates; settled: boolean }> {
  const deadline = Date.now() + patience;
  for (;;) {
    const seen = ratesOf(await watch.read());
    const settled = isSettled(seen, expected);
    if (settled || Date.now() > deadline) return { rates: seen, settled };
    step.progress(inWords(seen));
    await pause(lookEveryMs, undefined, { signal });
  }
}

function ratesOf({ generator, kafka, queries }: StatusDocument): Rates {
  const readings = kafka.topics.find(({ name }) => name === topicNames.readings);
  const read = queries.flatMap(({ ratePerSecond }) => ratePerSecond ?? []);
  return {
    generator: generator.ratePerSecond,
    topic: readings?.ratePerSecond ?? null,
    query: read.length === 0 ? null : Math.min(...read),
  };
}

/** Whether each leg has the rate that is asked for, or, where none is, that of the generator. */
export function isSettled({ generator, topic, query }: Rates, expected?: number): boolean {
  if (generator === null || topic === null || query === null) return false;
  return [generator, topic, query].every((rate) => isNear(rate, expected ?? generator));
}

function isNear(rate: number, wanted: number): boolean {
  return Math.abs(rate - wanted) <= Math.max(wanted * tolerance, 0.5);
}

function inWords({ generator, topic, query }: Rates): string {
  return `generator ${number(generator)}/s · topic ${number(topic)}/s · query ${number(query)}/s`;
}

function print({ output }: Shell, { before, after, replicas, settled }: ScaleDocument): void {
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
  output.note(replicas === 1 ? '1 generator runs' : `${replicas} generators run`);
  if (!settled) output.note('the rates had not settled; look again: courant status -w');
}
