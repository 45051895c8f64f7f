/** What comes from outside is text in the page, whatever it says; and where it were not, the browser would run none of it. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LiveRow } from '../../page/live.ts';
import { browserFile, howToGetOne, openBrowser } from './script/browser.ts';
import { scriptedRow } from './script/chain.ts';
import { ScriptedServer } from './script/server.ts';
import { tellChain } from './script/tell.ts';

const rowsAtOnce = 20;

/** Markup, other directions of writing, signs that end texts, and length: a hundred of each. */
const kinds: readonly ((at: number) => string)[] = [
  (at) => `<img src=x onerror="document.title='hit ${at}'">`,
  (at) => `"><script>document.title='hit ${at}'</script>`,
  (at) => `\u202e${at}txt.\u2066exe`,
  (at) => `a\u0000b${at}\u0007\u001b[31m`,
  (at) => `${at}${'x'.repeat(10_000)}`,
];
const names = Array.from({ length: 500 }, (_, at) => kinds[at % kinds.length]?.(at) ?? '');

describe.skipIf(browserFile === undefined)(
  browserFile === undefined ? howToGetOne : 'in a browser',
  () => {
    let browser: Browser;
    let server: ScriptedServer;
    const reports: string[] = [];

    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser.close());
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await server.close();
      reports.length = 0;
    });

    async function open(): Promise<Page> {
      server = await ScriptedServer.listen((opened, { topic }) => {
        tellChain(opened, topic);
      });
      const page = await browser.newPage();
      await page.exposeFunction('report', (violated: string) => reports.push(violated));
      await page.addInitScript(
        "addEventListener('securitypolicyviolation', ({ effectiveDirective }) => report(effectiveDirective))",
      );
      await page.goto(server.address);
      await page.locator('.records li').first().waitFor();
      return page;
    }

    const title = (page: Page): Promise<string> => page.evaluate('document.title');
    /** What the newest rows say, oldest first. */
    const newest = (page: Page, what: string): Promise<string[]> =>
      page.evaluate(
        `[...document.querySelectorAll('.records li')].slice(0, ${rowsAtOnce}).reverse().map((row) => row.querySelector('${what}')?.textContent)`,
      );

    function tell(topic: string, from: number, make: (name: string) => Partial<LiveRow>): string[] {
      const told = names.slice(from, from + rowsAtOnce);
      const rows = told.map((name, at) => scriptedRow(9_000 + from + at, make(name)));
      server.tell('rows', { topic, rows, skipped: 0 });
      return told;
    }

    test('500 names that mean harm are shown as the text that they are, as key and as value', async () => {
      const page = await open();
      const before = await title(page);
      for (let from = 0; from < names.length; from += rowsAtOnce) {
        const told = tell('readings', from, (name) => ({ key: name, value: name }));
        await expect.poll(() => newest(page, 'summary b')).toEqual(told);
        expect(await newest(page, 'summary span')).toEqual(told);
        expect(await newest(page, 'pre')).toEqual(told);
      }
      expect(await page.locator('main :is(img, script, iframe)').count()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await title(page)).toBe(before);
      expect(reports).toEqual([]);
    }, 120_000);

    test('so are those of dead letters, in every header', async () => {
      const page = await open();
      const before = await title(page);
      await page.getByLabel('topic').selectOption('readings.dlq');
      await expect.poll(() => server.asked.at(-1)?.topic).toBe('readings.dlq');
      const told = tell('readings.dlq', 0, (name) => ({
        headers: { reason: name, detail: name, query: name, [name]: name },
      }));
      await expect.poll(() => newest(page, 'dl div:last-child dd')).toEqual(told);
      for (const place of ['dl div:last-child dt', 'dl div:first-child dd']) {
        expect(await newest(page, place)).toEqual(told);
      }
      expect(await page.locator('main :is(img, script, iframe)').count()).toBe(0);
      expect(await title(page)).toBe(before);
      expect(reports).toEqual([]);
    });

    // As if the page did put into its document what it is told.
    const asMarkup = (markup: string): string =>
      `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(markup)})`;
    test.each([
      ['script-src-attr', asMarkup(kinds[0]?.(0) ?? '')],
      [
        'script-src-elem',
        "document.body.append(Object.assign(document.createElement('script'), { text: 'document.title = 1' }))",
      ],
      [
        'script-src-elem',
        "document.body.append(Object.assign(document.createElement('script'), { src: 'http://127.0.0.1:9/a.js' }))",
      ],
      ['script-src', "setTimeout('document.title = 2')"],
      ['style-src-attr', asMarkup('<p style="position: fixed; inset: 0">')],
      ['style-src-elem', asMarkup('<style>* { display: none }</style>')],
      ['img-src', asMarkup('<img src="http://127.0.0.1:9/?what-was-read">')],
      ['connect-src', "void fetch('http://127.0.0.1:9/?what-was-read').catch(() => undefined)"],
      ['frame-src', asMarkup('<iframe src="http://127.0.0.1:9/"></iframe>')],
      [
        'base-uri',
        "document.head.append(Object.assign(document.createElement('base'), { href: 'http://127.0.0.1:9/' }))",
      ],
      [
        'form-action',
        `${asMarkup('<form id="away" action="http://127.0.0.1:9/"></form>')}; document.querySelector('#away').submit()`,
      ],
    ])('control: where it were not, %s would keep it from acting: %s', async (directive, code) => {
      const page = await open();
      const before = await title(page);
      await page.evaluate(code);
      await expect.poll(() => reports).toContain(directive);
      expect(await title(page)).toBe(before);
    });
  },
);
