/** Queries whose state another engine made: it cannot be taken over, and rows of both would stand in one topic. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { engineTitles, queryFolders } from '../../chain/chain.ts';
import type { Engine } from '../../chain/chain.ts';
import { engines } from '../../chain/engines.ts';
import { CourantError } from '../../chain/errors.ts';
import { queryNames } from '../../chain/queryFiles.ts';
import { readJsonFile } from '../machine/jsonFile.ts';
import type { ChainFolder } from '../target.ts';
import type { LocalPaths } from './paths.ts';

/** What a runner leaves beside its checkpoint; Spark's was the only one, and names itself by nothing. */
const guardFile = z.object({ engine: z.enum(engines).default('spark') });

interface Moved {
  readonly query: string;
  readonly from: Engine;
  readonly to: Engine;
}

/** @throws CourantError COURANT_QUERY_CHANGED with the command that lets one begin anew */
export async function refuseMoved(paths: LocalPaths, chainFolder: ChainFolder): Promise<void> {
  const all = await movedQueries(paths, chainFolder);
  const [first, ...others] = all.map(sentence);
  if (first === undefined) return;
  throw new CourantError({
    code: 'COURANT_QUERY_CHANGED',
    message: first,
    details: others,
    left: 'nothing was started',
    hint: all.map(({ query }) => `courant reset ${query}`).join(' && '),
  });
}

function sentence({ query, from, to }: Moved): string {
  return `query "${query}" was run by ${engineTitles[from]}, whose state ${engineTitles[to]} cannot go on with`;
}

async function movedQueries(paths: LocalPaths, { folder, chain }: ChainFolder): Promise<Moved[]> {
  const moved: Moved[] = [];
  for (const { engine: to, folder: written } of queryFolders(chain)) {
    const entries = await readdir(resolve(folder, written), { withFileTypes: true });
    for (const query of queryNames(entries)) {
      const from = await engineOf(join(paths.checkpoints, query));
      if (from !== undefined && from !== to) moved.push({ query, from, to });
    }
  }
  return moved;
}

/** Who made a checkpoint; `undefined` where there is none. */
async function engineOf(checkpoint: string): Promise<Engine | undefined> {
  const guard = await readJsonFile(join(checkpoint, 'courant.json'), guardFile);
  if (guard !== undefined) return guard.engine;
  const isSparks = await stat(join(checkpoint, 'offsets')).catch(() => undefined);
  return isSparks === undefined ? undefined : 'spark';
}
