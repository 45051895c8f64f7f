/** A tab of a browser with the page in it, and when something was to be seen there. */
import type { Browser, Page } from 'playwright-core';

/** An expression of JavaScript in the page: what is to be seen, or `undefined` and the like where it is not. */
export type Sight = string;

/** A rate on an edge of the chain's picture that is a number above 0. */
export const aLiveRate: Sight =
  "[...document.querySelectorAll('.rate')].some((rate) => /[1-9]/.test(rate.textContent))";

/** The same of what the generators write, which comes first in the picture and is known last. */
const everyRate: Sight = "/[1-9]/.test(document.querySelector('.rate')?.textContent)";

/** What was to be seen is painted when the frame after the one that drew it begins. */
const whenSeen = `
  globalThis.whenSeen = (sight) => new Promise((resolve) => {
    const look = () => {
      if (!sight()) requestAnimationFrame(look);
      else requestAnimationFrame(() => resolve(performance.now()));
    };
    requestAnimationFrame(look);
  });`;

/** What opening an address took, each in ms from the beginning of the navigation. */
export interface Opening {
  /** The page's code was there. */
  readonly codeMs: number;
  /** The page was painted, without numbers. */
  readonly emptyMs: number;
  /** Live numbers were painted. */
  readonly paintedMs: number;
  /** And all rates, of which some need two looks at the broker. */
  readonly allRatesMs: number;
}

/** Begun with the document, so that nothing is seen later than it was painted. */
const opening = `
  globalThis.opening = Promise.all([
    whenSeen(() => document.querySelector('main')),
    whenSeen(() => ${aLiveRate}),
    whenSeen(() => ${everyRate}),
  ]).then(([emptyMs, paintedMs, allRatesMs]) => ({
    codeMs: performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/app.js')).responseEnd,
    emptyMs,
    paintedMs,
    allRatesMs,
  }));`;

export class Tab {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Of a context of its own: nothing is known from an earlier one. */
  static async blank(browser: Browser): Promise<Tab> {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    await page.addInitScript(`${whenSeen}${opening}`);
    return new Tab(page);
  }

  static async opened(browser: Browser, address: string): Promise<Tab> {
    const tab = await Tab.blank(browser);
    await tab.open(address);
    return tab;
  }

  async open(address: string): Promise<Opening> {
    await this.#page.goto(address, { waitUntil: 'commit' });
    return this.#page.evaluate<Opening>('opening');
  }

  read(sight: Sight): Promise<unknown> {
    return this.#page.evaluate(sight);
  }

  /** Waits until it is painted. @returns milliseconds since the epoch, by the machine's clock */
  seenMs(sight: Sight): Promise<number> {
    return this.#page.evaluate<number>(
      `whenSeen(() => ${sight}).then((ms) => performance.timeOrigin + ms)`,
    );
  }

  close(): Promise<void> {
    return this.#page.context().close();
  }
}
