/** From an address that is opened to live numbers, in a new context of the browser each time. */
import type { Browser } from 'playwright-core';
import { percentile } from '../figures.ts';
import { say } from '../processing/say.ts';
import { medianAndWorst } from './changes.ts';
import { nobodyReads } from './servedChain.ts';
import type { ServedChain } from './servedChain.ts';
import { Tab } from './tab.ts';
import type { Opening } from './tab.ts';

/** Nobody else looks: each time the page reads the chain anew. */
export async function openings(served: ServedChain, browser: Browser, rounds: number) {
  const seen: Opening[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await nobodyReads(served);
    const tab = await Tab.blank(browser);
    seen.push(await tab.open(served.address));
    await tab.close();
    say(`opened ${round + 1} of ${rounds}: ${Math.round(seen.at(-1)?.paintedMs ?? 0)} ms`);
  }
  const medianOf = (step: keyof Opening): number =>
    Math.round(
      percentile(
        seen.map((opening) => opening[step]),
        50,
      ),
    );
  return {
    ...medianAndWorst(seen.map(({ paintedMs }) => paintedMs)),
    /** Medians of what comes before it. */
    codeMs: medianOf('codeMs'),
    emptyMs: medianOf('emptyMs'),
    /** Median of what comes after it. */
    allRatesMs: medianOf('allRatesMs'),
  };
}
