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
import { parseArgs } from 'node:util';
import { ChainUnderTest } from '../test/e2e/chain-under-test.ts';
import { machineFacts } from './machine.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: '5000' },
    factor: { type: 'string', default: '1.5' },
  },
});
const observedMs = 60_000;
/** Of readings, before the span begins: the compilers of both Java processes are warm by then. */
const warmSeconds = 45;
const warmDeadlineMs = 150_000;

interface Observation {
  readonly second: number;
  readonly lagRows: number;
}

async function observe(chain: ChainUnderTest): Promise<Observation[]> {
  const start = Date.now();
  const seen: Observation[] = [];
  while (Date.now() - start < observedMs) {
    const { queries } = await chain.status();
    const lagRows = Math.max(...queries.map((query) => query.lagRows ?? Number.POSITIVE_INFINITY));
    seen.push({ second: Math.round((Date.now() - start) / 1_000), lagRows });
    // The interval of an observation, not a wait for something to happen.
    await sleep(2_000);
  }
  return seen;
}

function average(observations: readonly Observation[]): number {
  return observations.reduce((sum, { lagRows }) => sum + lagRows, 0) / observations.length;
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
  const observations = await observe(chain);
  const status = await chain.status();
  // Looking takes time of its own: the span is what passed, not what was meant to pass.
  const spanMs = performance.now() - beganMs;
  const achieved = ((status.generator.acknowledged ?? 0) - acknowledgedBefore) / (spanMs / 1_000);
  const half = Math.floor(observations.length / 2);
  const [first, last] = [average(observations.slice(0, half)), average(observations.slice(half))];
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
    const usable = availableParallelism();
    console.log(JSON.stringify({ bench: 'chain', rate, ...seen, usable, ...machineFacts() }));
    return seen.held;
  } finally {
    await chain.dispose();
  }
}

/** Rates as given, or ever higher ones. */
function* rates(): Generator<number> {
  if (positionals.length > 0) yield* positionals.map(Number);
  else {
    for (let rate = Number(values.from); ; rate *= Number(values.factor)) yield Math.round(rate);
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
