import { openBrowser } from './browser.ts';
import { ScriptedServer } from './server.ts';
import { tellChain } from './tell.ts';
import { scriptedStatus } from './chain.ts';

const stopped = process.argv[2] === 'stopped';
function fields() {
  if (!stopped) return {};
  const status = scriptedStatus();
  return {
    causes: [
      { node: 'query:hot_readings', sentence: 'spark is down: OutOfMemoryError: Java heap space' },
    ],
    slowest: null,
    status: {
      ...status,
      legs: status.legs.map((l) =>
        l.name === 'spark' ? { ...l, state: 'failed' as const, pid: null } : l,
      ),
      queries: status.queries.map((q) => ({ ...q, state: 'stopped' as const })),
    },
    edges: [
      { from: 'generator', to: 'topic:readings', perSecond: 5000 },
      ...['hot_readings', 'sensor_stats'].flatMap((n) => [
        { from: 'topic:readings', to: `query:${n}`, perSecond: null },
        { from: `query:${n}`, to: `topic:${n}`, perSecond: null },
        { from: `query:${n}`, to: 'topic:readings.dlq', perSecond: null },
      ]),
    ],
  };
}
const server = await ScriptedServer.listen((s, asked) => tellChain(s, asked.topic, fields()));
const browser = await openBrowser();
const shapes = [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['light', 360, 740],
  ['dark', 3840, 2160],
  ['dark', 900, 800],
] as const;
for (const [scheme, width, height] of shapes) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  page.on('console', (m) => console.log(m.type(), m.text()));
  page.on('pageerror', (e) => console.log('ERROR', e.message));
  await page.goto(server.address);
  await page.waitForTimeout(900);
  const over = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
  console.log(scheme, width, JSON.stringify(over));
  await page.screenshot({
    path: `/tmp/shots/${scheme}-${width}${stopped ? '-stopped' : ''}.png`,
    fullPage: true,
  });
  await page.close();
}
await browser.close();
await server.close();
process.exit(0);
