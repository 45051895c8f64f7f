/** A chain's folder for tests of a target, without the command line. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChainInput } from '../../chain/chain.ts';
import { resolveChain } from '../../chain/chain.ts';
import type { ChainFolder } from '../../targets/target.ts';

const root = new URL('../..', import.meta.url).pathname;

export async function makeChainFolder(
  definition: ChainInput,
): Promise<ChainFolder & { dispose(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-target-'));
  const file = 'chain.config.json';
  await writeFile(join(folder, file), JSON.stringify(definition));
  await cp(join(root, 'spark/queries'), join(folder, 'spark/queries'), { recursive: true });
  return {
    folder,
    file,
    chain: resolveChain(definition, file),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
