/** A browser of this machine, where there is one. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const browserFile = [process.env['COURANT_BROWSER'] ?? '', ...places].find(
  (place) => place !== '' && existsSync(place),
);

export const howToGetOne =
  'no browser: apt-get install chromium, or COURANT_BROWSER=/path/of/a/chromium';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserFile, args: ['--no-sandbox'] });
}
