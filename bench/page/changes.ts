/** From a change in the chain to the frame of the page that shows it. */
import type { Browser } from 'playwright-core';
import { percentile } from '../figures.ts';
import { say } from '../processing/say.ts';
import { allLegsRun, change } from './servedChain.ts';
import type { ServedChain } from './servedChain.ts';
import { Tab } from './tab.ts';

/** Each is made again and again; `true` where the page shows it. */
const replicas = (count: number): string =>
  `parseInt(document.querySelector('.controls output')?.textContent) === ${count}`;
const newestDeath = "document.querySelector('.happenings .died')?.textContent";

export interface ChangesSeen {
  /** From the request of one generator more, or less, that the page's button sends. */
  readonly scale: readonly number[];
  /** From the SIGKILL of a generator. */
  readonly kill: readonly number[];
}

/** In ms each. */
export async function changes(
  served: ServedChain,
  browser: Browser,
  rounds: number,
): Promise<ChangesSeen> {
  const tab = await Tab.opened(browser, served.address);
  const [scale, kill]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    scale.push(await scaled(served, tab, 2));
    // The one that has just come: who dies often is started again after ever longer pauses.
    kill.push(await killed(served, tab));
    scale.push(await scaled(served, tab, 1));
    say(`change ${round + 1} of ${rounds}: kill → page ${Math.round(kill.at(-1) ?? 0)} ms`);
  }
  await tab.close();
  return { scale, kill };
}

async function scaled(served: ServedChain, tab: Tab, count: number): Promise<number> {
  const seen = tab.seenMs(replicas(count));
  const beganMs = Date.now();
  await change(served, 'scale', { replicas: count });
  const tookMs = (await seen) - beganMs;
  await allLegsRun(served);
  return tookMs;
}

async function killed(served: ServedChain, tab: Tab): Promise<number> {
  const { legs } = await served.chain.state();
  const pid = legs.findLast(({ name }) => name === 'generator')?.process?.pid;
  if (pid === undefined) throw new Error('no generator runs');
  const before = await tab.read(newestDeath);
  const seen = tab.seenMs(
    `![undefined, ${JSON.stringify(before ?? null)}].includes(${newestDeath})`,
  );
  const beganMs = Date.now();
  process.kill(pid, 'SIGKILL');
  const tookMs = (await seen) - beganMs;
  await allLegsRun(served);
  return tookMs;
}

/** In whole ms. */
export function medianAndWorst(seen: readonly number[]) {
  return {
    medianMs: Math.round(percentile(seen, 50)),
    worstMs: Math.round(percentile(seen, 100)),
  };
}
