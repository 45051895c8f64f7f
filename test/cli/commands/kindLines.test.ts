/** What commands say of a chain on kind whose cluster went, or stays: the kind of the test answers as it is told. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { kindPaths } from '../../../targets/kind/paths.ts';
import { writeRecord } from '../../../targets/kind/record.ts';
import { settingsOf } from '../../../targets/kind/settings.ts';
import { FakeApi, kubeconfigFor } from '../../targets/kind/fakeApi.ts';
import { courant, installed, makeFolder } from '../courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
afterEach(() => folder.dispose());

/** A folder that remembers a chain in the cluster "several", and a kind that behaves like `script`. */
async function started(script: string): Promise<Record<string, string>> {
  const definition = { name: 'sensors' };
  folder = await makeFolder({
    'chain.config.json': JSON.stringify(definition),
    'spark/queries/hot.sql': 'SELECT sensor AS key, value FROM readings\n',
    'path/kind': `#!/bin/sh\n${script}\n`,
  });
  await chmod(join(folder.path, 'path/kind'), 0o755);
  const paths = kindPaths(folder.path);
  await writeRecord(paths, {
    cluster: 'several',
    clusterIs: 'made',
    strimziIs: 'made',
    sparkOperatorIs: 'made',
    flinkOperatorIs: null,
    namespaceIs: 'made',
    settings: settingsOf({ cluster: 'several' }, {}),
    firstReadingMs: null,
    firstRowMs: null,
  });
  await mkdir(paths.root, { recursive: true });
  await writeFile(paths.definition, JSON.stringify(resolveChain(definition, 'test')));
  return { PATH: `${join(folder.path, 'path')}:${installed['PATH'] ?? ''}` };
}

test('a cluster that was deleted by hand took the data with it: status and verify say so', async () => {
  const env = await started('case "$2" in clusters) exit 0;; *) exit 1;; esac');
  const status = await courant({ cwd: folder.path, env }, 'status');
  expect(status.stdout).toBe('target kind: stopped');
  expect(status.stderr).toContain('nothing is left of it, nor of its data');
  expect(status.stderr).not.toContain('its data is kept');
  const verify = await courant({ cwd: folder.path, env }, 'verify');
  expect(verify.code).toBe(3);
  expect(verify.stderr).toContain('the cluster "several" is gone, and the chain\'s data with it');
});

test('a down that could remove nothing says what is left, and never that nothing was', async () => {
  const fake = await FakeApi.start();
  const env = await started(
    `case "$1 $2" in
      "get clusters") echo several;;
      "get kubeconfig") cat "$(dirname "$0")/kubeconfig";;
      *) echo "the node is held" >&2; exit 1;;
    esac`,
  );
  await writeFile(join(folder.path, 'path/kubeconfig'), kubeconfigFor(fake.address));
  const { code, stdout, stderr } = await courant({ cwd: folder.path, env }, 'down', '--yes');
  await fake.stop();
  expect(code).toBe(1);
  expect(stderr).toContain('COURANT_LEFTOVERS');
  expect(stderr).toContain('the node is held');
  expect(stdout).not.toContain('nothing was left');
});
