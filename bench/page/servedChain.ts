/** A chain with its page, and the process that serves it. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { StatusDocument } from '../../targets/data/status.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { isAlive } from '../../targets/machine/processes.ts';
import type { ProcessIdentity } from '../../targets/machine/processes.ts';
import type { Controls } from '../../page/live.ts';
import { tokenHeader } from '../../page/live.ts';
import type { PageAddress } from '../../page/address.ts';
import { bin } from '../../test/cli/courant.ts';
import { ChainUnderTest } from '../../test/e2e/chain-under-test.ts';
import { say } from '../processing/say.ts';

/** Readings that each query has read before anything is measured. */
const warmSeconds = 30;
const lookMs = 250;

export interface ServedChain {
  readonly chain: ChainUnderTest;
  /** As `courant up` prints it, with the token. */
  readonly address: string;
  readonly page: PageAddress;
  readonly server: ProcessIdentity;
}

/**
 * Starts a chain, and its page as `courant up` does, or in a process that does nothing else, as
 * `courant page` does. Returns when it is warm.
 */
export async function withServedChain<T>(
  { rate, isApart = false }: { readonly rate: number; readonly isApart?: boolean },
  use: (served: ServedChain) => Promise<T>,
): Promise<T> {
  say(`a chain at ${rate}/s: starting`);
  const chain = await ChainUnderTest.make({ name: 'page', generator: { rate } });
  const endNow = (): void => {
    spawnSync(process.execPath, [bin, 'down', '--yes'], { cwd: chain.folder });
    rmSync(chain.folder, { recursive: true, force: true });
  };
  // Of Ctrl-C: what `up` started has a life of its own.
  process.once('exit', endNow);
  try {
    const up = ['up', '--detach', ...(isApart ? ['--no-page'] : [])];
    const { page } = await chain.json<{ readonly page: string | null }>(...up);
    await chain.until('warm', ({ queries }) =>
      queries.every(({ rowsRead }) => rowsRead > rate * warmSeconds),
    );
    if (page === null) return await withPageApart(chain, use);
    return await use(await served(chain, page));
  } finally {
    process.off('exit', endNow);
    await chain.dispose();
  }
}

async function withPageApart<T>(
  chain: ChainUnderTest,
  use: (served: ServedChain) => Promise<T>,
): Promise<T> {
  const child = chain.start('page', '-o', 'json');
  try {
    return await use(await served(chain, await printed(child.stdout)));
  } finally {
    child.kill('SIGINT');
    await child;
  }
}

async function printed(stdout: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const bytes of stdout) {
    text += bytes.toString();
    const address = /"page": ?"([^"]+)"/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the page told no address: ${text}`);
}

/** The process that serves it says so in the file of its address. */
async function served(chain: ChainUnderTest, address: string): Promise<ServedChain> {
  const { port, hash } = new URL(address);
  const written = await readFile(localPaths(chain.folder).page, 'utf8');
  const { owner: server } = JSON.parse(written) as { owner: ProcessIdentity };
  return { chain, address, page: { port: Number(port), token: hash.slice(1) }, server };
}

function headers({ token }: PageAddress) {
  return { [tokenHeader]: token, 'content-type': 'application/json' };
}

/** @throws where the page refuses */
export async function change<Name extends keyof Controls>(
  { page }: ServedChain,
  name: Name,
  body: Controls[Name],
): Promise<void> {
  const url = `http://127.0.0.1:${page.port}/api/${name}`;
  const asked = { method: 'POST', headers: headers(page), body: JSON.stringify(body) };
  const response = await fetch(url, asked);
  if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
}

export async function status({ page }: ServedChain): Promise<StatusDocument> {
  const url = `http://127.0.0.1:${page.port}/api/state`;
  const response = await fetch(url, { headers: headers(page) });
  if (!response.ok) throw new Error(`the state: ${response.status}`);
  return (await response.json()) as StatusDocument;
}

/** Browsers and others that read the event stream now. */
export function openStreams(served: ServedChain): Promise<number> {
  return ownCount(served, 'courant_page_readers');
}

/** Events that were not sent to those who did not read. */
export function skippedEvents(served: ServedChain): Promise<number> {
  return ownCount(served, 'courant_page_skipped_total');
}

async function ownCount({ page }: ServedChain, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${page.port}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

export async function nobodyReads(served: ServedChain): Promise<void> {
  while ((await openStreams(served)) > 0) await pause(lookMs);
}

export async function allLegsRun({ chain }: ServedChain): Promise<void> {
  for (;;) {
    const { legs } = await chain.state();
    if (legs.every(({ state }) => state === 'running')) return;
    await pause(lookMs);
  }
}

export function isServing({ server }: ServedChain): Promise<boolean> {
  return isAlive(server);
}
