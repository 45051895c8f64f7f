import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Kafka } from '../../../kafka/client.ts';
import { goneQueries, recordOutputs, removeGone } from '../../../targets/local/outputs.ts';
import { localPaths } from '../../../targets/local/paths.ts';
import { resetQuery } from '../../../targets/local/reset.ts';
import type { Target } from '../../../targets/target.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'courant-reset-'));
  const checkpoint = join(localPaths(folder).checkpoints, 'hot');
  await mkdir(checkpoint, { recursive: true });
  await writeFile(join(checkpoint, 'metadata'), '{}');
});
afterEach(() => rm(folder, { recursive: true }));

test('a reset whose rows cannot be dropped keeps the checkpoint: nothing is written twice', async () => {
  const away = new Error('the broker is away');
  const target = { withKafka: () => Promise.reject(away) } as unknown as Target;
  await expect(resetQuery(target, localPaths(folder), 'hot')).rejects.toBe(away);
  expect(await readdir(localPaths(folder).checkpoints)).toEqual(['hot']);
});

test('a query is gone whose topic or checkpoint was made here, and whose file is no more', async () => {
  const paths = localPaths(folder);
  expect(await goneQueries(paths, ['hot'])).toEqual([]);
  await recordOutputs(paths, ['hot', 'refused', 'kept']);
  expect(await goneQueries(paths, ['kept', 'new'])).toEqual(['hot', 'refused']);
  const deleted: string[] = [];
  const kafka = {
    deleteTopics: (topics: readonly string[]) => Promise.resolve(deleted.push(...topics)),
  } as unknown as Kafka;
  await removeGone(paths, ['hot', 'refused'], kafka);
  expect(deleted).toEqual(['hot', 'refused']);
  expect(await readdir(paths.checkpoints)).toEqual([]);
});

test('a start that is cut short before the topics are gone finds them again', async () => {
  const paths = localPaths(folder);
  await recordOutputs(paths, ['refused', 'kept']);
  const kafka = {
    deleteTopics: () => Promise.reject(new Error('killed')),
  } as unknown as Kafka;
  const gone = await goneQueries(paths, ['kept']);
  await expect(removeGone(paths, gone, kafka)).rejects.toThrow('killed');
  expect(await goneQueries(paths, ['kept'])).toEqual(['hot', 'refused']);
});
