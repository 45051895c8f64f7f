/**
 * `npm run bench:start [ROUNDS]`: from `courant up` to the first acknowledged reading and to the first row, when jars and
 * class-data archives are there; memory of the whole chain after half a minute's worth of readings; `down`, `status` and
 * `--help`. Prints a JSON line a round and the medians.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../targets/machine/processes.ts';
import { cacheFolder } from '../targets/machine/environment.ts';
import { ChainUnderTest } from '../test/e2e/chain-under-test.ts';
import { median, printFigures } from './figures.ts';

const rounds = Number(process.argv[2] ?? 5);
const warmRows = 30_000;
const mebibyte = 2 ** 20;

interface Started {
  readonly firstReadingMs: number;
  readonly firstRowMs: number;
}

async function timed(chain: ChainUnderTest, ...args: string[]): Promise<number> {
  const start = performance.now();
  await chain.run(...args);
  return Math.round(performance.now() - start);
}

/** The archives are made at low priority, once rows flow. */
async function archivesAreMade(): Promise<void> {
  const folder = join(cacheFolder(process.env), 'archives');
  const made = (leg: string): boolean =>
    existsSync(folder) &&
    readdirSync(folder).some((file) => file.startsWith(`${leg}-`) && file.endsWith('.jsa'));
  while (!made('kafka') || !made('spark')) await sleep(1_000);
}

async function residentMiB(chain: ChainUnderTest): Promise<number> {
  const { residentBytes: legs } = await chain.status();
  const { supervisor, page } = await chain.state();
  const others = [supervisor.pid, page?.process?.pid ?? 0].map(residentBytes);
  const bytes = (await Promise.all(others)).reduce<number>(
    (sum, one) => sum + (one ?? 0),
    legs ?? 0,
  );
  return Math.round(bytes / mebibyte);
}

async function measure(chain: ChainUnderTest) {
  const { firstReadingMs, firstRowMs } = await chain.json<Started>('up', '--detach');
  await chain.until('warm', (status) => status.queries.every((query) => query.rowsRead > warmRows));
  const residentMib = await residentMiB(chain);
  const statusMs = await timed(chain, 'status');
  const helpMs = await timed(chain, '--help');
  const downMs = await timed(chain, 'down', '--yes');
  return { firstReadingMs, firstRowMs, residentMib, statusMs, helpMs, downMs };
}

const chain = await ChainUnderTest.make({ name: 'bench', generator: { rate: 1_000 } });
try {
  await chain.up();
  await archivesAreMade();
  await chain.run('down', '--yes');
  const seen: Awaited<ReturnType<typeof measure>>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const figures = await measure(chain);
    seen.push(figures);
    printFigures('start', { round, ...figures });
  }
  const of = (name: keyof (typeof seen)[number]) => median(seen, (figures) => figures[name]);
  console.log(
    `medians of ${rounds}: first reading ${of('firstReadingMs')} ms · first row ${of('firstRowMs')} ms · ` +
      `resident ${of('residentMib')} MiB · status ${of('statusMs')} ms · help ${of('helpMs')} ms · ` +
      `down ${of('downMs')} ms`,
  );
} finally {
  await chain.dispose();
}
