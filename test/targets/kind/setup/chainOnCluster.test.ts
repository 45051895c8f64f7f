/** Which credentials reach the cluster: those that are kept here, or those that kind has now. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kindPaths } from '../../../../targets/kind/paths.ts';
import { chainOnCluster } from '../../../../targets/kind/setup/chainOnCluster.ts';
import { makeChainFolder } from '../../chainFolder.ts';
import { FakeApi, kubeconfigFor } from '../fakeApi.ts';

let fake: FakeApi;
let place: Awaited<ReturnType<typeof makeChainFolder>>;
let tools: string;
beforeEach(async () => {
  fake = await FakeApi.start();
  place = await makeChainFolder({ name: 'sensors' });
  tools = await mkdtemp(join(tmpdir(), 'courant-kind-'));
});
afterEach(async () => {
  await fake.stop();
  await place.dispose();
  await rm(tools, { recursive: true });
});

const dead = 'http://127.0.0.1:1';
const serverOf = (api: FakeApi): string => api.api.config.getCurrentCluster()?.server ?? '';

async function keep(server: string): Promise<void> {
  const { kubeconfig } = kindPaths(place.folder);
  await mkdir(dirname(kubeconfig), { recursive: true });
  await writeFile(kubeconfig, kubeconfigFor(server));
}

/** A kind that has the clusters of this list, and these credentials for them. */
async function kindWith(clusters: string, kubeconfig = ''): Promise<void> {
  await writeFile(join(tools, 'kubeconfig'), kubeconfig);
  const asks = 'if [ "$2" = clusters ]; then echo "$CLUSTERS"; exit 0; fi';
  const answers = `[ -s ${tools}/kubeconfig ] && cat ${tools}/kubeconfig`;
  await writeFile(join(tools, 'kind'), `#!/bin/sh\nCLUSTERS=${clusters}\n${asks}\n${answers}\n`);
  await chmod(join(tools, 'kind'), 0o755);
}

function serverReached() {
  return chainOnCluster(place, { PATH: `${tools}:/usr/bin:/bin` }, {})
    .api()
    .then((api) => api?.config.getCurrentCluster()?.server);
}

test('kept credentials that reach a cluster are used, and kind is not asked', async () => {
  await keep(serverOf(fake));
  expect(await serverReached()).toBe(serverOf(fake));
});

test('a cluster that was made anew is reached with its new credentials', async () => {
  await keep(dead);
  await kindWith('courant', kubeconfigFor(serverOf(fake)));
  expect(await serverReached()).toBe(serverOf(fake));
});

test('a cluster that was deleted by hand is no cluster', async () => {
  await keep(dead);
  await kindWith('other');
  expect(await serverReached()).toBeUndefined();
});

test('without kind nobody knows: what is kept stays, and says that it does not answer', async () => {
  await keep(dead);
  expect(await serverReached()).toBe(dead);
});
