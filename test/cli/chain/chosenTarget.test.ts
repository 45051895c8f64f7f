import { expect, test } from 'vitest';
import { askedTarget, chosenTarget } from '../../../cli/chain/chosenTarget.ts';
import { nothingHere } from '../../../cli/chain/findChain.ts';
import type { Shell } from '../../../cli/shell.ts';
import { makeFolder } from '../courant.ts';

const text = { output: 'text' } as const;

test.each([
  [{}, undefined],
  [{ target: 'local' }, 'local'],
  [{ cluster: 'mine' }, 'kind'],
  [{ loadImage: ['a'] }, 'kind'],
  [{ keepCluster: true }, 'kind'],
  [{ target: 'kind', cluster: 'mine' }, 'kind'],
])('%j asks for %s', (flags, target) => {
  expect(askedTarget({ ...text, ...flags })).toBe(target);
});

test('a flag of kind beside --target local is a contradiction', () => {
  expect(() => askedTarget({ ...text, target: 'local', cluster: 'mine' })).toThrow(
    '--cluster is a flag of target kind, and --target says local',
  );
});

test('a folder with nothing but the credentials of a kept cluster has no chain', async () => {
  const folder = await makeFolder({
    'chain.config.json': '{"name":"a"}',
    '.courant/kind/kubeconfig': 'k',
  });
  const shell = { workingFolder: folder.path } as Shell;
  expect(await nothingHere(shell, text)).toBe(true);
  expect(await chosenTarget(folder.path, text)).toBe('local');
  expect(await nothingHere(shell, { ...text, cluster: 'mine' })).toBe(false);
  await folder.dispose();
});
