/**
 * `npm run page:pictures`: pictures of the page of a real chain, light, dark and on a phone, into `docs/pictures/`. The
 * chain has run for a while and was proven.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../cli/courant.ts';
import { ChainUnderTest } from '../e2e/chain-under-test.ts';
import { browserFile, howToGetOne, openBrowser } from './script/browser.ts';

const wantedRows = 60_000;
const folder = join(root, 'docs/pictures');
const shapes = [
  { name: 'light', width: 1_400, height: 1_000, colorScheme: 'light' },
  { name: 'dark', width: 1_400, height: 1_000, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
] as const;

async function take(browser: Browser, address: string): Promise<void> {
  for (const { name, width, height, colorScheme } of shapes) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(address);
    await page.getByRole('button', { name: 'Prove now' }).click();
    await page.locator('.verdict').waitFor();
    await page.screenshot({ path: join(folder, `page-${name}.png`) });
    await page.close();
    console.log(join('docs/pictures', `page-${name}.png`));
  }
}

if (browserFile === undefined) throw new Error(howToGetOne);
const chain = await ChainUnderTest.make({ name: 'sensors', generator: { rate: 1_000 } });
const browser = await openBrowser();
try {
  const { page } = await chain.json<{ readonly page: string }>('up', '--detach');
  await chain.until('a minute of rows', ({ queries }) =>
    queries.every(({ rowsRead }) => rowsRead > wantedRows),
  );
  await mkdir(folder, { recursive: true });
  await take(browser, page);
} finally {
  await browser.close();
  await chain.dispose();
}
