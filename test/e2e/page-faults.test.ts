/** A page that fails is the end of no leg: its process runs into what ends or stalls a process, on a real chain. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveChain } from '../../chain/chain.ts';
import { addressText, lastAddress } from '../../page/address.ts';
import { ensureLayout } from '../../targets/local/layout.ts';
import { lastLines } from '../../targets/local/logFiles.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { readState } from '../../targets/local/stateFiles.ts';
import { makeFolder } from '../../targets/machine/files.ts';
import { writeJsonFile } from '../../targets/machine/jsonFile.ts';
import { isAlive, start } from '../../targets/machine/processes.ts';
import type { ProcessIdentity } from '../../targets/machine/processes.ts';
import { waitFor } from '../../targets/wait.ts';
import { bin, root } from '../cli/courant.ts';
import { ChainUnderTest } from './chain-under-test.ts';

const definition = { name: 'faults', generator: { rate: 100 } };
const preload = pathToFileURL(join(root, 'test/e2e/page-faults.mjs')).href;
let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make(definition);
  await supervise();
  await chain.up();
}, 300_000);
afterAll(() => chain.dispose());

/** The supervisor as `up` starts it, but with faults to come. */
async function supervise(): Promise<void> {
  const paths = localPaths(chain.folder);
  await ensureLayout(paths);
  for (const folder of [paths.logs, paths.temporary]) await makeFolder(folder);
  await writeJsonFile(paths.definition, resolveChain(definition, 'a test'));
  await writeJsonFile(paths.desired, {
    ...{ phase: 'running', replicas: 1, isPaused: false, queriesHeldBy: null },
    startedMs: Date.now(),
  });
  const { ended: _, ...supervisor } = await start(
    {
      file: process.execPath,
      args: [bin, 'supervise', '--folder', chain.folder],
      cwd: chain.folder,
      env: { ...process.env, NODE_OPTIONS: `--import=${preload}` },
    },
    { log: paths.log('supervisor'), apart: true },
  );
  await until('it has written its state', async () => {
    const state = await readState(paths);
    return state?.supervisor.pid === supervisor.pid;
  });
}

function until(what: string, look: () => Promise<boolean>): Promise<true> {
  return waitFor({
    poll: async () => (await look()) || undefined,
    deadlineMs: 90_000,
    late: () => new Error(`not in time: ${what}`),
  });
}

async function inflict(name: string, { pid }: ProcessIdentity): Promise<void> {
  await writeFile(join(chain.folder, 'fault'), name);
  process.kill(pid, 'SIGUSR2');
}

async function pageProcess(): Promise<ProcessIdentity> {
  const { page } = await chain.state();
  return page?.process ?? { pid: 0, startedAt: '' };
}

/** The supervisor and its legs, by what identifies their processes. */
async function owners(): Promise<ProcessIdentity[]> {
  const { supervisor, legs } = await chain.state();
  return [supervisor, ...legs.map((leg) => leg.process ?? { pid: 0, startedAt: '' })];
}

/** Whether these processes run still, and a new reading is acknowledged and read. */
async function areWell(processes: readonly ProcessIdentity[]): Promise<boolean> {
  const alive = await Promise.all(processes.map(isAlive));
  if (alive.includes(false)) return false;
  const read = (await chain.status()).queries.map(({ rowsRead }) => rowsRead);
  await chain.until('rows are read', ({ queries }) =>
    queries.every(({ rowsRead }, at) => rowsRead > (read[at] ?? 0)),
  );
  return true;
}

async function address(): Promise<string> {
  const known = await lastAddress(localPaths(chain.folder).page);
  return known === undefined ? '' : addressText(known);
}

async function isServed(): Promise<boolean> {
  const asked = await fetch(await address()).catch(() => undefined);
  return asked?.status === 200;
}

test.each([
  ['throw', /Error: thrown on purpose/],
  ['heap', /heap out of memory|Reached heap limit/],
  ['loop', /the page is silent for 24 s: it is ended/],
])(
  'a page that runs into %s ends alone, is told of, and comes back under its address',
  async (fault, told) => {
    const [before, first, where] = [await owners(), await pageProcess(), await address()];
    expect(await isServed()).toBe(true);
    await inflict(fault, first);
    await until('its process is gone', async () => !(await isAlive(first)));
    await until('it is served again', isServed);
    expect(await areWell(before)).toBe(true);
    expect(await owners()).toEqual(before);
    expect(await pageProcess()).not.toEqual(first);
    expect(await address()).toEqual(where);
    const paths = localPaths(chain.folder);
    const logs = await Promise.all(
      ['page', 'supervisor'].map((id) => lastLines(paths.log(id), 100)),
    );
    expect(logs.flat().join('\n')).toMatch(told);
  },
  180_000,
);

test('control: where the page would be the supervisor’s own, the chain is without its owner', async () => {
  const before = await owners();
  const [supervisor = { pid: 0, startedAt: '' }] = before;
  const served = await pageProcess();
  await inflict('throw', supervisor);
  await until('it is gone', async () => !(await isAlive(supervisor)));
  expect(await areWell(before)).toBe(false);
  // Nor is the page left behind by it.
  await until('the page is gone too', async () => !(await isAlive(served)));
}, 60_000);
