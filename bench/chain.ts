/**
 * `npm run bench:chain`: the highest rate that the whole local chain holds for 60 s without growing lag, with the
 * default queries. Prints a row a rate and a JSON line each.
 *
 * Held = the lag in rows at the end is no larger than what arrives in 2 s, and has not grown over the last half.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChainUnderTest } from '../test/e2e/chain-under-test.ts';
import { machineFacts } from './machine.ts';

const rates = process.argv.slice(2).map(Number);
const observedMs = 60_000;

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

async function measure(rate: number): Promise<boolean> {
  const chain = await ChainUnderTest.make({ name: 'bench', generator: { rate } });
  try {
    await chain.up();
    // The just-in-time compilers of both Java processes are warm once a minute's worth was read.
    await chain.until('warm', (status) =>
      status.queries.every((query) => (query.rowsRead ?? 0) > rate * 45),
    );
    const acknowledgedBefore = (await chain.status()).generator.acknowledged ?? 0;
    const beganMs = performance.now();
    const observations = await observe(chain);
    const status = await chain.status();
    // Looking takes time of its own: the span is what passed, not what was meant to pass.
    const spanMs = performance.now() - beganMs;
    const achieved = ((status.generator.acknowledged ?? 0) - acknowledgedBefore) / (spanMs / 1_000);
    const half = Math.floor(observations.length / 2);
    const lag = {
      first: average(observations.slice(0, half)),
      last: average(observations.slice(half)),
    };
    const held = achieved > rate * 0.98 && lag.last < rate * 2 && lag.last < lag.first + rate;
    const row = {
      rate,
      achieved: Math.round(achieved),
      lagFirstHalf: Math.round(lag.first),
      lagLastHalf: Math.round(lag.last),
      held,
    };
    console.log(JSON.stringify({ bench: 'chain', ...row, ...machineFacts() }));
    return held;
  } finally {
    await chain.dispose();
  }
}

let best = 0;
for (const rate of rates.length > 0 ? rates : [5_000, 10_000, 20_000]) {
  if (await measure(rate)) best = rate;
  else break;
}
console.log(`held for 60 s without growing lag: ${best} readings/s`);
