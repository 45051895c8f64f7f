import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../../../targets/machine/jsonFile.ts';
import { RecordKeeper } from '../../../targets/kind/record.ts';
import type { KindRecord } from '../../../targets/kind/record.ts';
import { kindPaths } from '../../../targets/kind/paths.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'courant-json-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const numbers = Array.from({ length: 100 }, (_, number) => number);

test('of writes at the same time the one that was asked for last stays, and nothing beside it', async () => {
  const path = join(folder, 'record.json');
  await Promise.all(numbers.map((number) => writeJsonFile(path, number)));
  expect(await readJsonFile(path, z.number())).toBe(99);
  expect(await readdir(folder)).toEqual(['record.json']);
});

test('one that fails does not keep the next from being written', async () => {
  const path = join(folder, 'not', 'there.json');
  const inFolder = join(folder, 'there.json');
  const failing = writeJsonFile(path, 1);
  await expect(failing).rejects.toMatchObject({ code: 'COURANT_FOLDER_UNUSABLE' });
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const [refused] = await Promise.allSettled([
    writeJsonFile(inFolder, cyclic),
    writeJsonFile(inFolder, 2),
  ]);
  expect(refused.status).toBe('rejected');
  expect(await readJsonFile(inFolder, z.number())).toBe(2);
});

test('operators that are installed together are both known as made, by whoever comes later', async () => {
  for (const _ of numbers) {
    const paths = kindPaths(folder);
    const keeper = new RecordKeeper(paths, {} as KindRecord);
    const both = [{ strimziIs: 'made' }, { sparkOperatorIs: 'made' }] as const;
    await Promise.all(both.map((origin) => keeper.keep(origin)));
    const written = await readJsonFile(paths.record, z.unknown());
    expect(written).toEqual({ strimziIs: 'made', sparkOperatorIs: 'made' });
  }
});
