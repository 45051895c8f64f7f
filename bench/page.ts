/**
 * `npm run bench:page -- [--parts open,changes,cost,idle,memory,clients,strangers] [--rate 1000] [--rounds 10]
 * [--cost-rates 1000,20000] [--seconds 30] [--cost-rounds 3] [--span 5m] [--clients 200] [--requests 1000] [-o json]`:
 * what the live page of a real chain takes, in a real browser without a screen. It is served as `courant up` has it; for
 * `idle` by `courant page`, so that what its process does is the page's alone.
 *
 * - `open`: from the beginning of the navigation to the frame with live rates, each time in a new context of the browser;
 * - `changes`: from a change to the frame that shows it: one generator more or less by the page's API, a generator killed;
 * - `cost`: CPU time of the serving process with one tab open, minus without, in turns, at each of `--cost-rates`;
 * - `idle`: CPU time with no browser, and connections to the broker before, with, and after one;
 * - `memory`: resident memory of the serving process over `--span` with one tab;
 * - `clients`: the same with `--clients` that ask for the stream and read nothing of it;
 * - `strangers`: `--requests` of each kind of malformed request; what they were told, and whether it goes on.
 *
 * Prints a JSON line a part, then a table; with `-o json` only the lines. Needs a chromium; `idle` Linux.
 */
import type { Browser } from 'playwright-core';
import { browserFile, howToGetOne, openBrowser } from '../test/page/script/browser.ts';
import { printFigures, table } from './figures.ts';
import { durationIn, namesIn, options } from './options.ts';
import { changes, medianAndWorst } from './page/changes.ts';
import { costOfATab } from './page/cost.ts';
import { idle } from './page/idle.ts';
import { withATab, withSlowClients } from './page/memory.ts';
import { openings } from './page/openings.ts';
import { withServedChain } from './page/servedChain.ts';
import type { ServedChain } from './page/servedChain.ts';
import { strangers } from './page/strangers.ts';

const partNames = ['open', 'changes', 'cost', 'idle', 'memory', 'clients', 'strangers'] as const;
type Part = (typeof partNames)[number];

const { values } = options({
  parts: partNames.join(),
  rate: 1_000,
  rounds: 10,
  'cost-rates': '1000,20000',
  seconds: 30,
  'cost-rounds': 3,
  span: '5m',
  clients: 200,
  requests: 1_000,
  output: 'text',
});
const parts = namesIn(values.parts, 'parts', partNames);
const spanMs = durationIn(values.span, 'span');
const rows: [string, string][] = [];

/** @param says what, and what came out, for people */
function tell(part: Part, figures: object, says: readonly (readonly [string, string])[]): void {
  printFigures('page', { part, ...figures });
  for (const [what, found] of says) rows.push([what, found]);
}

async function open(served: ServedChain, browser: Browser): Promise<void> {
  const figures = await openings(served, browser, values.rounds);
  tell('open', { rate: values.rate, rounds: values.rounds, ...figures }, [
    ['address opened → live rates', `${figures.medianMs} ms, at most ${figures.worstMs}`],
    ['– all of them', `${figures.allRatesMs} ms`],
  ]);
}

async function change(served: ServedChain, browser: Browser): Promise<void> {
  const { scale, kill } = await changes(served, browser, values.rounds);
  const seen = { scale: medianAndWorst(scale), kill: medianAndWorst(kill) };
  tell('changes', { rate: values.rate, rounds: values.rounds, ...seen }, [
    ['generators scaled → page', `${seen.scale.medianMs} ms, at most ${seen.scale.worstMs}`],
    ['generator killed → page', `${seen.kill.medianMs} ms, at most ${seen.kill.worstMs}`],
  ]);
}

async function cost(rate: number, served: ServedChain, browser: Browser): Promise<void> {
  const { seconds, 'cost-rounds': rounds } = values;
  const figures = await costOfATab(served, browser, { seconds, rounds });
  tell('cost', { rate, seconds, rounds, ...figures }, [
    [`one tab at ${rate}/s`, `${figures.tabPercent} % of a core`],
  ]);
}

async function idleCost(served: ServedChain, browser: Browser): Promise<void> {
  const figures = await idle(served, browser, values.seconds);
  const { before, after } = figures.connections;
  tell('idle', { rate: values.rate, seconds: values.seconds, ...figures }, [
    ['no browser, before one', `${figures.beforePercent} % of a core, ${before} connections`],
    ['no browser, after one', `${figures.afterPercent} % of a core, ${after} connections`],
  ]);
}

async function memory(served: ServedChain, browser: Browser): Promise<void> {
  const tab = await withATab(served, browser, spanMs);
  tell('memory', { rate: values.rate, ...tab }, [
    [`one tab, ${tab.minutes} min`, `${tab.growthMiB} MiB more`],
  ]);
}

async function slowClients(served: ServedChain): Promise<void> {
  const { clients } = values;
  const slow = await withSlowClients(served, clients, spanMs);
  tell('clients', { rate: values.rate, clients, ...slow }, [
    [`${clients} slow clients, ${slow.minutes} min`, `${slow.growthMiB} MiB more`],
    ['– events that they were not sent', String(slow.skipped)],
  ]);
}

async function malformed(served: ServedChain): Promise<void> {
  const seen = await strangers(served, values.requests);
  tell('strangers', seen, [
    [`${seen.requests} malformed requests`, `${seen.crashes} crashes, ${seen.leaks} leaks`],
  ]);
}

if (browserFile === undefined) throw new Error(howToGetOne);
const browser = await openBrowser();
try {
  const together = { open, changes: change, memory, clients: slowClients, strangers: malformed };
  const wanted = Object.entries(together).filter(([part]) => parts.includes(part as Part));
  if (wanted.length > 0) {
    await withServedChain({ rate: values.rate }, async (served) => {
      for (const [, run] of wanted) await run(served, browser);
    });
  }
  if (parts.includes('cost')) {
    for (const rate of values['cost-rates'].split(',').map(Number)) {
      await withServedChain({ rate }, (served) => cost(rate, served, browser));
    }
  }
  if (parts.includes('idle')) {
    await withServedChain({ rate: values.rate, isApart: true }, (served) =>
      idleCost(served, browser),
    );
  }
} finally {
  await browser.close();
}
if (values.output !== 'json') console.log(table(['what', 'measured'], rows));
