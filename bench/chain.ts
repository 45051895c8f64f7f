/**
 * `npm run bench:chain -- [RATE …] [--from 5000] [--factor 1.5]`: the highest rate that the whole local chain holds for
 * 60 s without growing lag, with the default queries, on the cores that this process may use. Without rates it searches
 * upwards: a rate that is not held is tried once more, since a busy machine fails what an idle one holds, and the highest
 * one held is run again at the end. Prints a JSON line a run, then what came out.
 *
 * Held = the lag in rows at the end is no larger than what arrives in 2 s, and has not grown over the last half.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChainUnderTest } from '../test/e2e/chain-under-test.ts';
import { machineFacts, printFigures } from './figures.ts';
import { options } from './options.ts';

const { values, positionals } = options({ from: 5_000, factor: 1.5 }, { allowPositionals: true });
const observedMs = 60_000;
/** Of readings, before the span begins: the compilers of both Java processes are warm by then. */
const warmSeconds = 45;
const warmDeadlineMs = 150_000;

/** Rows that the slowest query lags behind, again and again. */
async function observeLag(chain: ChainUnderTest): Promise<number[]> {
  const end = Date.now() + observedMs;
  const seen: number[] = [];
  while (Date.now() < end) {
    const { queries } = await chain.status();
    seen.push(Math.max(...queries.map((query) => query.lagRows ?? Number.POSITIVE_INFINITY)));
    // The interval of an observation, not a wait for something to happen.
    await sleep(2_000);
  }
  return seen;
}

function average(lags: readonly number[]): number {
  return lags.reduce((sum, lag) => sum + lag, 0) / lags.length;
}

/** @returns whether the queries read what they should have in time: a rate far too high never gets warm */
async function isWarm(chain: ChainUnderTest, rate: number): Promise<boolean> {
  const deadline = Date.now() + warmDeadlineMs;
  while (Date.now() < deadline) {
    const { queries } = await chain.status();
    if (queries.every((query) => (query.rowsRead ?? 0) > rate * warmSeconds)) return true;
    await sleep(1_000);
  }
  return false;
}

async function span(chain: ChainUnderTest, rate: number) {
  const acknowledgedBefore = (await chain.status()).generator.acknowledged ?? 0;
  const beganMs = performance.now();
  const lags = await observeLag(chain);
  const status = await chain.status();
  // Looking takes time of its own: the span is what passed, not what was meant to pass.
  const spanMs = performance.now() - beganMs;
  const achieved = ((status.generator.acknowledged ?? 0) - acknowledgedBefore) / (spanMs / 1_000);
  const half = Math.floor(lags.length / 2);
  const [first, last] = [average(lags.slice(0, half)), average(lags.slice(half))];
  return {
    achieved: Math.round(achieved),
    lagFirstHalf: Math.round(first),
    lagLastHalf: Math.round(last),
    held: achieved > rate * 0.98 && last < rate * 2 && last < first + rate,
  };
}

async function isHeld(rate: number): Promise<boolean> {
  const chain = await ChainUnderTest.make({ name: 'bench', generator: { rate } });
  try {
    await chain.up();
    const isReady = await isWarm(chain, rate);
    const seen = isReady ? await span(chain, rate) : { held: false, reason: 'never warm' };
    printFigures('chain', { rate, ...seen, usable: availableParallelism() });
    return seen.held;
  } finally {
    await chain.dispose();
  }
}

/** Rates as given, or ever higher ones. */
function* rates(): Generator<number> {
  if (positionals.length > 0) yield* positionals.map(Number);
  else {
    for (let rate = values.from; ; rate *= values.factor) yield Math.round(rate);
  }
}

let [best, missed] = [0, 0];
for (const rate of rates()) {
  if ((await isHeld(rate)) || (await isHeld(rate))) best = rate;
  else missed = rate;
  if (missed > 0) break;
}
const isConfirmed = best > 0 && (await isHeld(best));
const { cpu, load } = machineFacts();
console.log(
  `held for 60 s without growing lag: ${best} readings/s${isConfirmed ? ', and once more' : ', not a second time'}; ` +
    `${missed > 0 ? `not held in two runs: ${missed}; ` : ''}on ${availableParallelism()} cores (${cpu}), load ${load}`,
);
