/** What the page costs that nobody looks at, and whether it has a connection to the broker. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { round } from '../figures.ts';
import { coresOf } from './cost.ts';
import type { ServedChain } from './servedChain.ts';
import { Tab } from './tab.ts';

/** Of a process that has just been started: its compilers are done then. */
const settleMs = 10_000;
const lookMs = 250;

/** Before anybody looked, while a tab is open, and after it left. */
export async function idle(served: ServedChain, browser: Browser, seconds: number) {
  await pause(settleMs);
  const cores = await coresOf(served.server.pid, seconds);
  const before = await connectionsToKafka(served);
  const tab = await Tab.opened(browser, served.address);
  const withATab = await connectionsToKafka(served);
  await tab.close();
  while ((await connectionsToKafka(served)) > 0) await pause(lookMs);
  await pause(settleMs);
  const coresAfter = await coresOf(served.server.pid, seconds);
  return {
    beforePercent: round(cores * 100, 3),
    afterPercent: round(coresAfter * 100, 3),
    connections: { before, withATab, after: await connectionsToKafka(served) },
  };
}

async function connectionsToKafka({ chain, server }: ServedChain): Promise<number> {
  const { bootstrapServers } = await chain.state();
  const ports = new Set(bootstrapServers.map((address) => Number(address.split(':').at(-1))));
  const [own, known] = await Promise.all([socketsOf(server.pid), connections(server.pid)]);
  return known.filter(({ inode, remotePort }) => own.has(inode) && ports.has(remotePort)).length;
}

/** Inodes of the sockets that a process has open (proc_pid_fd(5)). */
async function socketsOf(pid: number): Promise<Set<string>> {
  const files = await readdir(`/proc/${pid}/fd`);
  const targets = files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => ''));
  const inodes = (await Promise.all(targets)).map((to) => /^socket:\[(\d+)\]$/.exec(to)?.[1] ?? '');
  return new Set(inodes.filter((inode) => inode !== ''));
}

async function connections(pid: number): Promise<Connection[]> {
  const tables = ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'latin1'));
  return (await Promise.all(tables)).flatMap(connectionsIn);
}

export interface Connection {
  readonly inode: string;
  readonly remotePort: number;
}

const established = '01';

/** Those that are open in a table of proc_pid_net(5): the third field is the remote address, the fourth the state. */
export function connectionsIn(table: string): Connection[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [remote = '', state, inode = ''] = [fields[2], fields[3], fields[9]];
      const remotePort = Number.parseInt(remote.split(':')[1] ?? '', 16);
      return state === established ? [{ inode, remotePort }] : [];
    });
}
