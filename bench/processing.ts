/**
 * `npm run bench:processing -- [--parts rates,drain] [--engines courant,spark] [--rates 1000,20000] [--seconds 60]
 * [--warm 60] [--readings 4000000] [--rounds 2] [-o json]`: what the Spark leg costs with the two shipped queries, as
 * `courant up` starts it, against a plain Spark as a user writes it (processing/PlainSpark.java), in turns.
 *
 * Each engine has a broker of its own, and stands still (SIGSTOP) while the other is measured. Each part starts both anew
 * while 1,000 readings a second come: first row.
 * - `rates`: cores, lag, and from a reading's record to its row, for 60 s at each rate, after 60 s of warming.
 * - `drain`: `--readings` in `--rounds` rounds. A round's backlog is written at full speed while both stand still; then
 *   each works it off by itself, the other one first in every second round. So the first round meets an engine that has
 *   seen some thousand readings ("first two million"), the others one that is warm ("later ones"). A drain has ended when
 *   the latest n of all windows add up to the readings in the topic and each hot reading has its row: it proves its count.
 *
 * `--soak 30m [--engines courant]`: instead, memory and lag at 5,000 readings a second, each minute, and whether both are
 * flat from the fifth minute on. Prints a JSON line a measurement, then tables; with `-o json` only the lines. Linux only.
 */
import { printFigures } from './figures.ts';
import { durationIn, namesIn, options } from './options.ts';
import { drain } from './processing/drain.ts';
import { engineNames, enginesCalled } from './processing/engines.ts';
import type { Engine } from './processing/engines.ts';
import { say } from './processing/say.ts';
import { soak } from './processing/soak.ts';
import { Stage } from './processing/stage.ts';
import { hold } from './processing/steady.ts';
import { tablesOf } from './processing/tables.ts';
import type { Seen } from './processing/tables.ts';

const { values } = options({
  parts: 'rates,drain',
  engines: '',
  rates: '1000,20000',
  seconds: 60,
  warm: 60,
  readings: 4_000_000,
  rounds: 2,
  soak: '',
  output: 'text',
});
const isSoak = values.soak !== '';
const soakMs = isSoak ? durationIn(values.soak, 'soak') : 0;
const wanted = values.engines || (isSoak ? 'courant' : 'courant,spark');
const engines = namesIn(wanted, 'engines', engineNames);
const parts = isSoak ? [] : namesIn(values.parts, 'parts', ['rates', 'drain'] as const);
const seen: Seen = { firstRows: [], held: [], drained: [] };

function tell(part: string, { engine }: Stage, figures: object): void {
  printFigures('processing', { part, engine: engine.name, ...figures });
}

/** Runs a part with engines that have just given their first rows and stand still. */
async function withStages(started: readonly Engine[], run: (stages: Stage[]) => Promise<void>) {
  const stages: Stage[] = [];
  try {
    for (const engine of started) stages.push(await opened(engine));
    await run(stages);
  } finally {
    for (const stage of stages) await stage.close();
  }
}

async function opened(engine: Engine): Promise<Stage> {
  say(`${engine.name}: starting`);
  const stage = await Stage.open(engine);
  const firstRow = await stage.start();
  if (await stage.settle()) {
    await stage.close();
    return opened(engine);
  }
  seen.firstRows.push({ engine: engine.name, ...firstRow });
  tell('first-row', stage, firstRow);
  return stage;
}

async function rates(stages: readonly Stage[]): Promise<void> {
  const { seconds, warm: warmSeconds } = values;
  for (const rate of values.rates.split(',').map(Number)) {
    for (const stage of stages) {
      const figures = await hold(stage, { rate, seconds, warmSeconds });
      seen.held.push({ engine: stage.engine.name, ...figures });
      tell('rates', stage, figures);
    }
  }
}

async function drains(stages: readonly Stage[]): Promise<void> {
  const readings = Math.round(values.readings / values.rounds);
  for (let round = 0; round < values.rounds; round += 1) {
    for (const stage of round % 2 === 0 ? stages : stages.toReversed()) {
      const figures = await drain(stage, readings);
      seen.drained.push({ engine: stage.engine.name, round, ...figures });
      tell('drain', stage, { round, ...figures });
    }
  }
}

async function soaks([stage]: readonly Stage[]): Promise<void> {
  if (stage === undefined) return;
  const tellMinute = (minute: object): void => {
    tell('soak-minute', stage, minute);
  };
  tell('soak', stage, await soak(stage, soakMs, tellMinute));
}

const found = await enginesCalled(engines);
if (parts.includes('rates')) await withStages(found, rates);
if (parts.includes('drain')) await withStages(found, drains);
if (isSoak) for (const engine of found) await withStages([engine], soaks);
if (values.output !== 'json' && !isSoak) console.log(tablesOf(seen));
