/** `courant compare`: the same question asked of two engines, what each says and what it costs. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { z } from 'zod';
import { CourantError } from '../../../chain/errors.ts';
import { engineOf } from '../../../chain/progress.ts';
import type { QueryProgress } from '../../../chain/progress.ts';
import { measureCosts } from '../../../targets/data/costs/costs.ts';
import type { QueryCost } from '../../../targets/data/costs/costs.ts';
import { withOpenKafka } from '../../../targets/data/openKafka.ts';
import { inStep } from '../../../targets/steps.ts';
import type { Reporter, StepReport, Target } from '../../../targets/target.ts';
import { FinalRows } from '../../../verify/comparison/finalRows.ts';
import { compareNamed, queriesCalled } from '../../../verify/compareNamed.ts';
import type { ComparedPair, Names } from '../../../verify/compareNamed.ts';
import type { Comparison } from '../../../verify/comparisonResult.ts';
import { existingChain } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { wholeNumber } from '../../terminal/flagValues.ts';
import type { CompareDocument, comparedQuery } from './comparisonDocument.ts';
import { comparisonLines, verdictSentence } from './comparisonView.ts';

interface Flags extends CommonFlags {
  readonly seconds: number;
}

/** A window closes in both once their watermarks have passed it. */
const patienceMs = 30_000;
const lookEveryMs = 1_000;

export function compare(command: Command, shell: Shell): void {
  clusterOption(command)
    .argument('<first>', 'a query of the chain')
    .argument('<second>', 'another one, of the same engine or of the other')
    .option(
      '--seconds <seconds>',
      'how long to look at what they cost, 0 to 3600; 0: compare the results alone',
      wholeNumber('seconds', { min: 0, max: 3_600 }, 'courant compare'),
      20,
    )
    .addHelpText(
      'after',
      '\nResults are compared where both are final: closed windows, rows of readings that both have read, running totals once\nboth have read the same. Numbers with a fraction may differ by 1e-9. Exit code 0 when all is equal, 4 when something\ndiffers, 124 when nothing can be compared yet. Costs are those of the engine, divided by the readings that its queries read.',
    )
    .action((first: string, second: string) =>
      runCompare(shell, [first, second], command.optsWithGlobals<Flags>()),
    );
}

async function runCompare(shell: Shell, names: Names, flags: Flags): Promise<void> {
  const { target } = await existingChain(shell, flags);
  const { running } = await target.state();
  const seconds = running ? flags.seconds : 0;
  const signal = shell.interrupts.first;
  const document = await withSteps(shell, (report) =>
    withOpenKafka(target, async (kafka) => {
      // Misspelt names are told before anybody waits.
      await queriesCalled(kafka, names);
      const costs = await costsOf({ seconds, report }, (step) =>
        measureCosts(target, kafka, { queries: names, seconds, step, signal }),
      );
      const { pair, results } = await inStep(report, 'comparing their results', (step) =>
        settledResults(target, (tell) => compareNamed(kafka, names, tell), { step, signal }),
      );
      const queries = pair.map(({ query }) => describe(query));
      return { queries, results, costs, seconds, delaysDiffer: delaysDiffer(queries) };
    }),
  );
  if (flags.output === 'json') shell.output.json(document);
  else shell.output.lines(comparisonLines(document, { running }));
  failUnlessEqual(shell, document);
}

interface CostLook {
  readonly seconds: number;
  readonly report: Reporter;
}

async function costsOf(
  { seconds, report }: CostLook,
  measure: (step: StepReport) => Promise<QueryCost[]>,
): Promise<QueryCost[] | null> {
  if (seconds === 0) return null;
  return inStep(report, `looking for ${seconds} s at what they cost`, measure);
}

interface Waiting {
  readonly step: StepReport;
  readonly signal: AbortSignal;
}

/** What both say once something is final in both; what they say now where that cannot be awaited. */
async function settledResults(
  target: Target,
  look: (tell: (text: string) => void) => Promise<ComparedPair>,
  { step, signal }: Waiting,
): Promise<ComparedPair> {
  const tell = (text: string): void => {
    step.progress(text);
  };
  const deadline = performance.now() + patienceMs;
  let found = await look(tell);
  while (performance.now() < deadline && (await maySettle(target, found.results))) {
    tell(found.results.reasons[0] ?? '');
    await pause(lookEveryMs, undefined, { signal });
    found = await look(tell);
  }
  return found;
}

/** Running totals of readings that keep coming are never final. */
async function maySettle(target: Target, { verdict, rowsAre }: Comparison): Promise<boolean> {
  if (verdict !== 'undecided') return false;
  const { running, replicas } = await target.state();
  return running && (rowsAre !== 'key' || replicas === 0);
}

function describe(query: QueryProgress): z.infer<typeof comparedQuery> {
  return {
    name: query.query,
    engine: engineOf(query),
    state: query.state,
    output: new FinalRows(query).mode,
    plan: query.plan?.kind ?? null,
    read: query.rows,
    deadLetters: query.dead,
    late: query.late ?? null,
    watermark: query.watermark,
  };
}

function delaysDiffer(queries: CompareDocument['queries']): string | null {
  const [first, second] = queries;
  if (first === undefined || second === undefined || first.output === second.output) return null;
  const emitted: Readonly<Record<string, string>> = {
    append: 'writes a row once it is final',
    update: 'writes it each time it changes',
    complete: 'writes all rows each time',
  };
  return `"${first.name}" ${emitted[first.output] ?? ''}, "${second.name}" ${emitted[second.output] ?? ''}`;
}

function failUnlessEqual(shell: Shell, document: CompareDocument): void {
  const { verdict, reasons } = document.results;
  if (verdict === 'equal') return;
  shell.fail(
    verdict === 'different'
      ? new CourantError({ code: 'COURANT_RESULTS_DIFFER', message: verdictSentence(document) })
      : new CourantError({ code: 'COURANT_NOT_READY', message: reasons.join('; ') }),
  );
}
