/** How many queries Flink runs: as many JobManagers and TaskManagers ask for room. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { flinkQueries } from '../../../chain/chain.ts';
import { queryNames } from '../../../chain/queryFiles.ts';
import type { ChainFolder } from '../../target.ts';

/** 1 where the folder cannot be read, which is told of elsewhere. */
export function flinkJobsOf({ folder, chain }: Pick<ChainFolder, 'folder' | 'chain'>): number {
  const own = flinkQueries(chain);
  if (own === undefined) return 0;
  try {
    return queryNames(readdirSync(resolve(folder, own.folder), { withFileTypes: true })).length;
  } catch {
    return 1;
  }
}
