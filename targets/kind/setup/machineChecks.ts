/** Checks of this machine and of its Docker, for a cluster that is still to be made. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { ChainDefinition } from '../../../chain/chain.ts';
import { chainSize, requestedOf } from '../../../chain/definition/sizing.ts';
import { formatSize } from '../../../chain/words/quantity.ts';
import { freeBytes } from '../../machine/diskSpace.ts';
import { isFree } from '../../machine/ports.ts';
import { check } from '../../check.ts';
import type { Check } from '../../target.ts';
import { nodeProblem, portsOf } from './nodeRequirements.ts';
import type { KindConfig, WantedPort } from './nodeRequirements.ts';
import { flinkJobsOf } from './flinkJobs.ts';
import type { ChainOnCluster } from './chainOnCluster.ts';

const needed = {
  cpus: 2,
  memoryBytes: 6 * 2 ** 30,
  diskBytes: 10 * 2 ** 30,
  inotify: { max_user_watches: 65_536, max_user_instances: 128 },
} as const;
const inotifyHint =
  'sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512';

export interface DockerFacts {
  readonly version: string | undefined;
  readonly problem: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly cgroup: string;
  readonly folder: string;
}

/** Only where a cluster is still to be made: one that runs has shown that it can. */
export async function machineChecks(
  onCluster: ChainOnCluster,
  docker: DockerFacts,
): Promise<Check[]> {
  const { file } = await onCluster.config();
  const config = parse(await readFile(file, 'utf8')) as KindConfig | null;
  const image = (await onCluster.settings()).nodeImage ?? config?.nodes?.[0]?.image ?? '';
  const problem = nodeProblem(image, docker.cgroup);
  const isKnown = docker.version !== undefined;
  const nodes = nodesFor(config);
  const asked = askedOf(onCluster.chain, config, flinkJobsOf(onCluster));
  const enough = (id: string, found: number, least: number, words: (n: number) => string): Check =>
    check({
      id,
      title: id === 'cpus' ? 'CPUs of Docker' : 'memory of Docker',
      ok: !isKnown || found >= least,
      found: isKnown ? words(found) : 'not known',
      needed: words(least),
      hint: 'give Docker more in its settings, or lower sizing in chain.config.ts (courant plan); or run without Kubernetes: courant up --target local',
    });
  return [
    enough('cpus', docker.cpus, Math.max(needed.cpus, asked.cpus), String),
    enough(
      'memory',
      docker.memoryBytes,
      Math.max(needed.memoryBytes, asked.memoryBytes),
      formatSize,
    ),
    ...apartCheck(onCluster.chain, nodes),
    await diskCheck(docker.folder),
    await inotifyCheck(),
    await portsCheck(portsOf(config)),
    check({
      id: 'node-image',
      title: 'image of the node',
      ok: problem === undefined,
      found: problem ?? `${image.split('@')[0]}, cgroup v${docker.cgroup || '?'}`,
      needed: 'one that runs with the cgroup version of this host',
      hint: 'name an older one: courant up --target kind --node-image kindest/node:v1.34.0',
    }),
  ];
}

/** What a node's own pods request: CoreDNS, kube-proxy, the network, and on the control plane etcd and its three servers. */
const ownOfKind = { cpuMillis: 950, memoryBytes: 290 * 2 ** 20 };

/**
 * What Docker must have for the scheduler to place every pod of the chain: each node of kind counts all of Docker's CPUs as
 * its own, and memory is only there once.
 */
export function askedOf(
  chain: ChainDefinition,
  config: KindConfig | null,
  flinkJobs?: number,
): { readonly cpus: number; readonly memoryBytes: number } {
  const chainAsks = requestedOf(Object.values(chainSize(chain, flinkJobs)));
  const cpuMillis = chainAsks.cpuMillis + ownOfKind.cpuMillis;
  return {
    cpus: Math.ceil(cpuMillis / 1_000 / nodesFor(config)),
    memoryBytes: chainAsks.memoryBytes + ownOfKind.memoryBytes,
  };
}

/** Nodes that take pods: a control plane does where it is alone. */
function nodesFor(config: KindConfig | null): number {
  const workers = (config?.nodes ?? []).filter(({ role }) => role === 'worker');
  return Math.max(1, workers.length);
}

/** In production no two brokers share a machine, nor two controllers. */
export function apartCheck(chain: ChainDefinition, nodes: number): Check[] {
  const { brokers, controllers } = chainSize(chain);
  const least = Math.max(brokers.replicas, controllers.replicas);
  if (least <= 1) return [];
  return [
    check({
      id: 'nodes',
      title: 'nodes of the cluster',
      ok: nodes >= least,
      found: String(nodes),
      needed: `${least} that take pods, as profile "${chain.profile}" puts each broker on a machine of its own`,
      hint: "add nodes (kind: role: worker in kind-config.yaml), or set profile: 'laptop'",
    }),
  ];
}

async function diskCheck(folder: string): Promise<Check> {
  const free = folder === '' ? undefined : await freeBytes(folder);
  return check({
    id: 'disk',
    title: 'disk of Docker',
    // On a Mac Docker's folder lies in its own machine, where it cannot be asked.
    ok: free === undefined || free >= needed.diskBytes,
    found: free === undefined ? 'not known' : `${formatSize(free)} free`,
    needed: `${formatSize(needed.diskBytes)} free`,
    hint: 'docker system prune, or give Docker more disk',
  });
}

async function inotifyCheck(): Promise<Check> {
  const limits = await Promise.all(
    Object.entries(needed.inotify).map(async ([name, least]) => {
      const text = await readFile(`/proc/sys/fs/inotify/${name}`, 'utf8').catch(() => '');
      return { name, least, value: text === '' ? undefined : Number(text) };
    }),
  );
  return check({
    id: 'inotify',
    title: 'inotify',
    ok: limits.every(({ value, least }) => value === undefined || value >= least),
    found: limits.map(({ name, value }) => `${name} ${value ?? 'not known'}`).join(', '),
    needed: limits.map(({ name, least }) => `${name} ${least}`).join(', '),
    hint: inotifyHint,
  });
}

/** kind says only "address already in use" once the node was made, and takes it away again. */
export async function portsCheck(ports: readonly WantedPort[]): Promise<Check> {
  const taken: WantedPort[] = [];
  for (const wanted of ports) {
    if (!(await isFree(wanted.port, wanted.address))) taken.push(wanted);
  }
  const portNumbers = (some: readonly WantedPort[]): string =>
    some.map(({ port }) => port).join(', ');
  const free = ports.length === 0 ? 'none to keep free' : `${portNumbers(ports)} free`;
  return check({
    id: 'ports',
    title: 'ports of the cluster',
    ok: taken.length === 0,
    found: taken.length === 0 ? free : `taken: ${portNumbers(taken)}`,
    needed:
      ports.length === 0
        ? 'kind chooses a free one for the API server'
        : `${portNumbers(ports)} free`,
    hint: `see who listens: ss -ltnp 'sport = :${taken[0]?.port ?? 0}'; or name another port in kind-config.yaml`,
  });
}
