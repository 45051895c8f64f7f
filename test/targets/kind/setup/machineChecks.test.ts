import { expect, test } from 'vitest';
import { resolveChain } from '../../../../chain/chain.ts';
import { planChain } from '../../../../charts/plan.ts';
import { askedOf, machineChecks } from '../../../../targets/kind/setup/machineChecks.ts';
import type { ChainOnCluster } from '../../../../targets/kind/setup/chainOnCluster.ts';

const docker = {
  version: '28.0.0',
  problem: '',
  cpus: 2,
  memoryBytes: 24 * 2 ** 30,
  cgroup: '2',
  folder: '',
};

/** Ids of the checks that fail for a chain on a machine with 2 CPUs and 24 GiB. */
async function failing(definition: object): Promise<string[]> {
  const chain = resolveChain({ name: 'sensors', ...definition }, 'test');
  const onCluster = {
    chain,
    config: () => Promise.resolve({ file: 'kind-config.yaml', name: 'courant' }),
    settings: () => Promise.resolve({ nodeImage: null }),
  } as unknown as ChainOnCluster;
  const checks = await machineChecks(onCluster, docker);
  return checks
    .filter(({ ok, id }) => !ok && ['cpus', 'memory', 'nodes'].includes(id))
    .map(({ id }) => id);
}

test('a laptop holds the chain as it is, and not more than it has', async () => {
  expect(await failing({})).toEqual([]);
  const sizing = { kafka: { memory: '40GiB' }, spark: { memory: '20GiB' } };
  expect(await failing({ sizing })).toEqual(['memory']);
});

test('production asks for more CPUs than two, and for three machines', async () => {
  expect(await failing({ profile: 'production' })).toEqual(['cpus', 'nodes']);
});

test.each(['laptop', 'production'])('what is compared is what plan says: %s', (profile) => {
  const chain = resolveChain({ name: 'sensors', profile }, 'test');
  const { total } = planChain(chain, '.');
  const asked = askedOf(chain, null);
  expect(asked.memoryBytes).toBe(total.memoryBytes + 290 * 2 ** 20);
  expect(asked.cpus).toBe(Math.ceil((total.cpuMillis + 950) / 1_000));
  const workers = { nodes: ['control-plane', 'worker', 'worker'].map((role) => ({ role })) };
  expect(askedOf(chain, workers).cpus).toBe(Math.ceil((total.cpuMillis + 950) / 2_000));
});
