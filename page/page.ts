/** The door of the live page: serves it for one chain, until it is closed. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { queryFolders } from '../chain/chain.ts';
import { queryFile } from '../chain/queryFiles.ts';
import type { ChainFolder, Target } from '../targets/target.ts';
import { lastAddress, recordAddress } from './address.ts';
import type { PageAddress } from './address.ts';
import type { LiveChain } from './live.ts';
import { readFixedFiles } from './server/fixedFiles.ts';
import { giveBackRegularly } from './server/givenBack.ts';
import { pageRoutes } from './server/routes.ts';
import { PageServer } from './server/pageServer.ts';
import { newToken } from './server/token.ts';

export interface PageOptions {
  readonly chainFolder: ChainFolder;
  readonly target: Target;
  /** Names of the chain's queries. */
  readonly queries: readonly string[];
  /** Where the build put the page's own files. */
  readonly filesFolder: string;
  /** Where its address is written. */
  readonly addressFile: string;
}

export interface Page {
  readonly address: PageAddress;
  close(): Promise<void>;
}

/** @throws where the page's files are missing, or the address cannot be written */
export async function servePage(options: PageOptions): Promise<Page> {
  const before = await lastAddress(options.addressFile);
  const token = before?.token ?? newToken();
  const files = await readFixedFiles(options.filesFolder);
  const { target, chainFolder } = options;
  const { generator } = chainFolder.chain;
  const routes = pageRoutes({ target, chain: await chainOf(options), generator });
  const parts = { token, files, routes: routes.behindToken, openRoutes: routes.open };
  const listen = (port: number): Promise<PageServer> => PageServer.listen({ ...parts, port });
  // The same port as before, so that a page that is open finds its chain again.
  const server = await listen(before?.port ?? 0).catch(() => listen(0));
  const address = { port: server.port, token };
  await recordAddress(options.addressFile, address);
  const stopGivingBack = giveBackRegularly();
  return {
    address,
    close: async () => {
      stopGivingBack();
      await routes.close();
      await server.close();
    },
  };
}

async function chainOf({ chainFolder, target, queries }: PageOptions): Promise<LiveChain> {
  const { folder, chain } = chainFolder;
  const folders = queryFolders(chain).map((one) => resolve(folder, one.folder));
  const sentences = queries.map(async (name) => ({ name, sql: await sentenceIn(folders, name) }));
  return {
    name: chain.name,
    target: target.name,
    hasControls: target.controls !== undefined,
    nowMs: Date.now(),
    queries: await Promise.all(sentences),
  };
}

/** A query's file lies in the folder of its engine; none has two. */
async function sentenceIn(folders: readonly string[], name: string): Promise<string> {
  const read = folders.map((folder) => readFile(join(folder, queryFile(name)), 'utf8'));
  const texts = await Promise.all(read.map((text) => text.catch(() => '')));
  return texts.join('');
}
