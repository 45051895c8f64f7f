/** `npm run bench:page`: the page of a real chain in a browser. */
import { ChainUnderTest } from '../test/e2e/chain-under-test.ts';
import { browserFile, howToGetOne, openBrowser } from '../test/page/script/browser.ts';
import { median, printFigures } from './figures.ts';
import { options } from './options.ts';
import { aLiveRate, Tab } from './page/tab.ts';
import { say } from './processing/say.ts';

const { values } = options({ rounds: 10, rate: 1_000 });
if (browserFile === undefined) throw new Error(howToGetOne);
const chain = await ChainUnderTest.make({ name: 'page', generator: { rate: values.rate } });
const browser = await openBrowser();
try {
  say('starting a chain');
  const { page } = await chain.json<{ readonly page: string }>('up', '--detach');
  await chain.until('rows', ({ queries }) => queries.every(({ rowsRead }) => rowsRead > 30_000));
  const seen: number[] = [];
  for (let round = 0; round < values.rounds; round += 1) {
    const tab = await Tab.blank(browser);
    seen.push(await tab.open(page, aLiveRate));
    await tab.close();
    say(`round ${round}: ${Math.round(seen.at(-1) ?? 0)} ms`);
  }
  printFigures('page', {
    part: 'paint',
    medianMs: Math.round(median(seen, (ms) => ms)),
    worstMs: Math.round(Math.max(...seen)),
  });
} finally {
  await browser.close();
  await chain.dispose();
}
