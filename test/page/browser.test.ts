/** The page in a real browser, told by a script instead of a chain. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../../bin/build.mjs';
import type { LiveState } from '../../page/live.ts';
import { browserFile, howToGetOne, openBrowser } from './script/browser.ts';
import { stoppedRunner } from './script/chain.ts';
import { ScriptedServer } from './script/server.ts';
import { tellChain } from './script/tell.ts';

test('its code is small', async () => {
  const code = await readFile(join(await ensureBuilt(), 'page/app.js'));
  expect(code.length).toBeLessThanOrEqual(120_000);
  expect(gzipSync(code).length).toBeLessThanOrEqual(45_000);
});

const title = browserFile === undefined ? howToGetOne : 'in a browser';

describe.skipIf(browserFile === undefined)(title, () => {
  let browser: Browser;
  let server: ScriptedServer;
  const reports: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await server.close();
    expect(reports.splice(0)).toEqual([]);
  });

  interface Shape {
    readonly width?: number;
    readonly scheme?: 'light' | 'dark';
    readonly fields?: Partial<LiveState>;
  }

  async function open({ width = 1_280, scheme = 'light', fields = {} }: Shape = {}): Promise<Page> {
    server = await ScriptedServer.listen((opened, { topic, lastEventId }) => {
      if (lastEventId === null) tellChain(opened, topic, fields);
    });
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
    page.on('pageerror', ({ message }) => reports.push(message));
    page.on('console', (told) => {
      if (/Content Security Policy/.test(told.text())) reports.push(told.text());
    });
    // Whatever words the browser has for it.
    await page.addInitScript(
      "addEventListener('securitypolicyviolation', ({ violatedDirective }) => console.error('Content Security Policy', violatedDirective))",
    );
    await page.goto(server.address);
    await page.getByText('rows behind').first().or(page.locator('.cause').first()).waitFor();
    return page;
  }

  test('a chain that runs: rates, the slowest leg, the proof, and no key in the address', async () => {
    const page = await open();
    const main = page.locator('main');
    await expect.poll(() => main.textContent()).toContain('sensor_stats reads 4,100 of 5,000/s');
    const text = (await main.textContent()) ?? '';
    for (const told of [
      '5,000/s',
      'proven so far: 12,300 readings',
      'read 1,204,120',
      'missing field',
    ]) {
      expect(text).toContain(told);
    }
    expect(page.url()).not.toContain('#');
    expect(await page.locator('.u-wrap canvas').count()).toBe(5);
    await page.reload();
    await page.getByText('sensor_stats reads').first().waitFor();
  });

  test('a leg that is down is the cause; the others have no data, and nothing is green', async () => {
    const page = await open({ fields: stoppedRunner() });
    // Both queries are the runner's.
    expect(await page.locator('.node.cause').count()).toBe(2);
    expect(await page.locator('.edge.silent').count()).toBe(6);
    expect(await page.locator('.card.runs').count()).toBe(0);
    expect(await page.locator('.card').first().textContent()).toContain('no data');
  });

  test.each([360, 768, 3_840])(
    '%i pixels are enough, without scrolling sideways',
    async (width) => {
      const page = await open({ width });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    },
  );

  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (scheme) => {
    const page = await open({ scheme });
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
    await page.evaluate(axe);
    const found = await page.evaluate(
      'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`)))',
    );
    expect(found).toEqual([]);
  });

  test('a stream that ends is said, and read on from where it was', async () => {
    const page = await open();
    server.cut();
    await expect.poll(() => server.asked.length).toBe(2);
    expect(server.asked[1]?.lastEventId).toMatch(/^\d+$/);
    await page.getByText('live', { exact: true }).waitFor();
  });

  test('a tab that nobody sees reads nothing, and goes on where it was', async () => {
    const page = await open();
    await see(page, 'hidden');
    await expect.poll(() => server.open).toBe(0);
    expect(server.asked).toHaveLength(1);
    await see(page, 'visible');
    await expect.poll(() => server.asked[1]?.lastEventId).toMatch(/^\d+$/);
  });

  test('a second tab is told the same, and asks for its own rows', async () => {
    await open();
    const second = await browser.newPage();
    await second.goto(server.address);
    await second.getByText('rows behind').first().waitFor();
    await second.getByLabel('topic').selectOption('readings.dlq');
    await expect.poll(() => server.asked.at(-1)?.topic).toBe('readings.dlq');
    expect(server.asked[0]?.topic).not.toBe('readings.dlq');
    await expect.poll(() => server.open).toBe(2);
  });

  test('what is asked for is sent: another topic, one generator more, a proof', async () => {
    const page = await open();
    await page.getByLabel('topic').selectOption('readings.dlq');
    await expect.poll(() => server.asked.at(-1)?.topic).toBe('readings.dlq');
    await page.getByRole('button', { name: 'One more' }).click();
    await expect.poll(() => server.posted).toContain('scale {"replicas":2}');
    await page.getByRole('button', { name: 'Prove now' }).click();
    await expect.poll(() => server.posted).toContain('prove {}');
  });
});

/** A browser without a screen sees every tab: the page is told otherwise, as the browser would. */
function see(page: Page, visibility: 'hidden' | 'visible'): Promise<void> {
  return page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${visibility}' });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}
