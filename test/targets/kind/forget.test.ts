import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forget } from '../../../targets/kind/down.ts';
import { kindPaths } from '../../../targets/kind/paths.ts';
import { makeFolder } from '../../cli/courant.ts';

const files = {
  '.courant/kind/kubeconfig': 'k',
  '.courant/kind/record.json': '{}',
  '.courant/kind/manifests/made-from': 'x',
};

test('the credentials of a cluster that is kept stay, and nothing else', async () => {
  const folder = await makeFolder(files);
  await forget(kindPaths(folder.path), true);
  expect(await readdir(join(folder.path, '.courant/kind'))).toEqual(['kubeconfig']);
  await forget(kindPaths(folder.path), false);
  expect(await readdir(folder.path)).toEqual([]);
  await folder.dispose();
});
