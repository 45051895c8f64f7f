/** A tab of a browser with the page in it, and when something was to be seen there. */
import type { Browser, Page } from 'playwright-core';

/** Of what is to be seen. */
export type Sight = string;

/** A rate on an edge that is a number: the page has it from two looks at the broker. */
export const aLiveRate: Sight =
  "[...document.querySelectorAll('.rate')].some((rate) => /[1-9]/.test(rate.textContent))";

/** The frame after the one in which it is drawn has begun: then it was painted. */
const whenSeen = `
  globalThis.whenSeen = (sight) => new Promise((resolve) => {
    const look = () => {
      if (!sight()) requestAnimationFrame(look);
      else requestAnimationFrame(() => resolve(performance.now()));
    };
    requestAnimationFrame(look);
  });`;

export class Tab {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Of a context of its own: nothing is known from an earlier one. */
  static async blank(browser: Browser): Promise<Tab> {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    await page.addInitScript(whenSeen);
    return new Tab(page);
  }

  /** @returns ms from the beginning of the navigation until it was painted */
  async open(address: string, sight: Sight): Promise<number> {
    await this.#page.goto(address, { waitUntil: 'commit' });
    return this.#page.evaluate<number>(`whenSeen(() => ${sight})`);
  }

  /** Milliseconds since the epoch at which it was painted. */
  async seenMs(sight: Sight): Promise<number> {
    return this.#page.evaluate<number>(
      `whenSeen(() => ${sight}).then((ms) => performance.timeOrigin + ms)`,
    );
  }

  close(): Promise<void> {
    return this.#page.context().close();
  }
}
