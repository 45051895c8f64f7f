import { createHash } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { damagedJars, incompleteJars } from '../../../../targets/local/java/jarList.ts';
import { makeFolder } from '../../../cli/courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
const bytes = Buffer.from('a jar of forty bytes, more or less so...');
const jar = {
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
  name: 'a.jar',
};

beforeEach(async () => {
  folder = await makeFolder();
  await writeFile(join(folder.path, jar.name), bytes);
});
afterEach(() => folder.dispose());

test('a jar as the list has it is complete and whole', async () => {
  expect(await incompleteJars(folder.path, [jar])).toEqual([]);
  expect(await damagedJars(folder.path, [jar])).toEqual([]);
});

test('a jar cut short is seen without reading it', async () => {
  await truncate(join(folder.path, jar.name), 20);
  expect(await incompleteJars(folder.path, [jar])).toEqual([jar]);
});

test('a missing jar is neither complete nor whole', async () => {
  const missing = { ...jar, name: 'b.jar' };
  expect(await incompleteJars(folder.path, [jar, missing])).toEqual([missing]);
  expect(await damagedJars(folder.path, [jar, missing])).toEqual([missing]);
});

test('one other byte is damage', async () => {
  const other = Buffer.from(bytes);
  other[3] = (other[3] ?? 0) + 1;
  await writeFile(join(folder.path, jar.name), other);
  expect(await incompleteJars(folder.path, [jar])).toEqual([]);
  expect(await damagedJars(folder.path, [jar])).toEqual([jar]);
});
