import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import type { Engine } from '../../../chain/chain.ts';
import { refuseMoved } from '../../../targets/local/movedQueries.ts';
import { localPaths } from '../../../targets/local/paths.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'courant-moved-'));
  await mkdir(join(folder, 'sql'));
  for (const query of ['hot', 'new']) await writeFile(join(folder, `sql/${query}.sql`), 'SELECT 1');
});
afterEach(() => rm(folder, { recursive: true }));

async function checkpoint(files: Readonly<Record<string, string>>): Promise<void> {
  const of = join(localPaths(folder).checkpoints, 'hot');
  await rm(of, { recursive: true, force: true });
  await mkdir(join(of, 'offsets'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(of, name), text);
}

function start(engine: Engine): Promise<void> {
  const chain = resolveChain({ name: 'moved', queries: { [engine]: { folder: 'sql' } } }, 'a test');
  return refuseMoved(localPaths(folder), { folder, chain, file: 'chain.config.ts' });
}

test('where nothing ran, any engine may begin', async () => {
  await start('spark');
  await start('flink');
});

test.each([
  ['spark', 'flink', { 'courant.json': '{"state":"stateless"}' }],
  ['spark', 'flink', { metadata: '{}' }],
  ['flink', 'spark', { 'courant.json': '{"engine":"flink"}' }],
] as const)(
  'what %s ran, %s is refused, with the reset that lets it begin',
  async (from, to, files) => {
    await checkpoint(files);
    await start(from);
    await expect(start(to)).rejects.toMatchObject({
      code: 'COURANT_QUERY_CHANGED',
      message: expect.stringMatching(new RegExp(`"hot" was run by ${from}`, 'i')) as string,
      hint: 'courant reset hot',
    });
  },
);
