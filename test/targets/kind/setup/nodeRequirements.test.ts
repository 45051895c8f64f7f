import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { portsOf } from '../../../../targets/kind/setup/nodeRequirements.ts';
import { portsCheck } from '../../../../targets/kind/setup/machineChecks.ts';
import { imagesOfNodes } from '../../../../targets/kind/setup/images.ts';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import { exportLine } from '../../../../targets/kind/paths.ts';
import { FakeApi } from '../fakeApi.ts';
import { object } from '../objects.ts';

test('ports that a cluster will listen on; those that kind chooses itself are none', () => {
  expect(portsOf(null)).toEqual([]);
  expect(portsOf({ networking: { apiServerPort: 0 } })).toEqual([]);
  const extraPortMappings = [
    { hostPort: 80, listenAddress: '127.0.0.1' },
    { hostPort: 53, protocol: 'UDP' },
    {},
  ];
  expect(portsOf({ nodes: [{ extraPortMappings }], networking: { apiServerPort: 6443 } })).toEqual([
    { port: 80, address: '127.0.0.1' },
    { port: 6443, address: '127.0.0.1' },
  ]);
});

test('a port that somebody listens on is named, with the way out', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const wanted = [{ port, address: '127.0.0.1' }];
  expect(await portsCheck(wanted)).toMatchObject({ ok: false, found: `taken: ${port}` });
  await new Promise((resolve) => server.close(resolve));
  expect(await portsCheck(wanted)).toMatchObject({ ok: true, hint: null });
  expect(await portsCheck([])).toMatchObject({ ok: true, found: 'none to keep free' });
});

test('an image counts as there only where every node has it', async () => {
  const fake = await FakeApi.start();
  const node = (name: string, names: string[]) =>
    object(kinds.node, name, {
      metadata: { namespace: undefined },
      status: { images: [{ names }] },
    });
  fake.put(kinds.node, node('a', ['docker.io/courant/spark:1', 'docker.io/x:1']));
  fake.put(kinds.node, node('b', ['docker.io/courant/spark:1']));
  expect([...(await imagesOfNodes(fake.api))]).toEqual(['docker.io/courant/spark:1']);
  await fake.stop();
});

test.each([
  ['/home/x/kubeconfig', 'export KUBECONFIG=/home/x/kubeconfig'],
  ["/home/my chain's/k", "export KUBECONFIG='/home/my chain'\\''s/k'"],
])('%s is exported as a shell takes it', (path, line) => {
  expect(exportLine(path)).toBe(line);
});
