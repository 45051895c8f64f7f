/** What one tab costs the process that serves the page: its CPU time with the tab, minus without, in turns. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { median, round } from '../figures.ts';
import { cpuSeconds } from '../processes.ts';
import { say } from '../processing/say.ts';
import { nobodyReads, status } from './servedChain.ts';
import type { ServedChain } from './servedChain.ts';
import { Tab } from './tab.ts';

/** After a tab came or left: what is done once, like reading five minutes of history, is not what it costs. */
const settleMs = 5_000;

export interface CostOptions {
  readonly seconds: number;
  readonly rounds: number;
}

/** Cores of a process over a span. */
export async function coresOf(pid: number, seconds: number): Promise<number> {
  const [before, beganMs] = [await cpuSeconds(pid), performance.now()];
  await pause(seconds * 1_000);
  return ((await cpuSeconds(pid)) - before) / ((performance.now() - beganMs) / 1_000);
}

export async function costOfATab(
  served: ServedChain,
  browser: Browser,
  { seconds, rounds }: CostOptions,
) {
  const seen: { readonly without: number; readonly with: number }[] = [];
  let readingsPerSecond: number | null = null;
  for (let at = 0; at < rounds; at += 1) {
    await nobodyReads(served);
    await pause(settleMs);
    const without = await coresOf(served.server.pid, seconds);
    const tab = await Tab.opened(browser, served.address);
    await pause(settleMs);
    seen.push({ without, with: await coresOf(served.server.pid, seconds) });
    readingsPerSecond = (await status(served)).generator.ratePerSecond;
    await tab.close();
    say(`cost ${at + 1} of ${rounds}: ${JSON.stringify(seen.at(-1))}`);
  }
  return { readingsPerSecond, ...difference(seen) };
}

/** Of medians, in percent of a core; below 0 where it is less than what a measurement differs by. */
export function difference(seen: readonly { readonly without: number; readonly with: number }[]) {
  const without = median(seen, (one) => one.without);
  const withTab = median(seen, (one) => one.with);
  return {
    withoutPercent: round(without * 100, 2),
    withPercent: round(withTab * 100, 2),
    tabPercent: round((withTab - without) * 100, 2),
  };
}
