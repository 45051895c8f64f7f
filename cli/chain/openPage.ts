/** The live page of a chain, served by this process. */
import { join } from 'node:path';
import { addressText, servedAddress } from '../../page/address.ts';
import { servePage } from '../../page/page.ts';
import type { Page } from '../../page/page.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { queryFileNames } from './checkQueries.ts';
import type { FoundChain } from './findChain.ts';

/** @throws where it cannot be served */
export async function openPage(found: FoundChain): Promise<Page> {
  const { chainFolder, target } = found;
  return servePage({
    chainFolder,
    target,
    queries: (await queryFileNames(chainFolder)) ?? [],
    filesFolder: builtFiles(),
    addressFile: localPaths(chainFolder.folder).page,
  });
}

/** Where the page is served now; `null` where it is not. */
export async function pageAddress({ chainFolder }: FoundChain): Promise<string | null> {
  const served = await servedAddress(localPaths(chainFolder.folder).page);
  return served === undefined ? null : addressText(served);
}

/** Beside the program that runs (bin/build.mjs). */
function builtFiles(): string {
  const built: unknown = Reflect.get(globalThis, Symbol.for('courant.built'));
  if (typeof built !== 'string') throw new Error('this program was not built with a page');
  return join(built, 'page');
}
