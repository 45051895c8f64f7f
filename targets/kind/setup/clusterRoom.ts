/** Checks of a cluster that is there: whether its nodes have room for the chain, beside what runs on them for others. */
import type { ChainDefinition } from '../../../chain/chain.ts';
import { chainSize, requestedOf } from '../../../chain/definition/sizing.ts';
import { formatSize } from '../../../chain/words/quantity.ts';
import { check } from '../../check.ts';
import type { Check } from '../../target.ts';
import type { Api } from '../api/api.ts';
import { kinds, podStatus } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';
import { apartCheck } from './machineChecks.ts';

/** CPU in thousandths, memory in bytes. */
interface Room {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

/**
 * Sums over the nodes that take pods: a pod that fits into the sum may still fit on no node, which the scheduler says.
 * @param flinkJobs how many queries Flink runs, where that is known
 * @param own namespaces of the chain and of its operators, whose pods are counted by what they are to ask
 */
export async function roomChecks(
  api: Pick<Api, 'list'>,
  chain: ChainDefinition,
  own: readonly string[],
  flinkJobs?: number,
): Promise<Check[]> {
  const [{ items: nodes }, { items: pods }] = await Promise.all([
    api.list(kinds.node),
    api.list(kinds.pod),
  ]);
  const open = (nodes as Node[]).filter(takesPods);
  const names = new Set(open.map(({ metadata }) => metadata.name));
  const others = pods.filter((pod) => isElsewhere(pod, own) && names.has(nodeOf(pod)));
  const left = less(sumOf(open.map(allocatable)), sumOf(others.map(requestsOf)));
  const asked = requestedOf(Object.values(chainSize(chain, flinkJobs)));
  return [
    enough('cpus', left.cpuMillis, asked.cpuMillis, (millis) => (millis / 1_000).toFixed(2)),
    enough('memory', left.memoryBytes, asked.memoryBytes, formatSize),
    ...apartCheck(chain, open.length),
  ];
}

function enough(id: string, left: number, least: number, words: (n: number) => string): Check {
  return check({
    id,
    title: id === 'cpus' ? 'CPUs of the cluster' : 'memory of the cluster',
    ok: left >= least,
    found: `${words(Math.max(0, left))} not requested by others`,
    needed: words(least),
    hint: 'see who requests it: kubectl describe nodes; or lower sizing in chain.config.ts (courant plan)',
  });
}

interface Node extends KubeObject {
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly effect?: string }[];
  };
  readonly status?: { readonly allocatable?: Quantities };
}

interface Quantities {
  readonly cpu?: string;
  readonly memory?: string;
}

/** The chain's pods tolerate nothing. */
function takesPods({ spec }: Node): boolean {
  const isKept = spec?.taints?.some(({ effect }) => effect !== 'PreferNoSchedule') ?? false;
  return spec?.unschedulable !== true && !isKept;
}

function isElsewhere(pod: KubeObject, own: readonly string[]): boolean {
  const { phase } = podStatus(pod);
  return !own.includes(pod.metadata.namespace ?? '') && phase !== 'Succeeded' && phase !== 'Failed';
}

function nodeOf({ spec }: KubeObject): string {
  return (spec as { nodeName?: string } | undefined)?.nodeName ?? '';
}

function allocatable({ status }: Node): Room {
  return roomOf(status?.allocatable);
}

function requestsOf({ spec }: KubeObject): Room {
  const { containers = [] } = (spec ?? {}) as {
    containers?: readonly { resources?: { requests?: Quantities } }[];
  };
  return sumOf(containers.map(({ resources }) => roomOf(resources?.requests)));
}

function roomOf({ cpu = '0', memory = '0' }: Quantities = {}): Room {
  return { cpuMillis: amountOf(cpu) * 1_000, memoryBytes: amountOf(memory) };
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** An amount as Kubernetes writes it; what is none counts for nothing. */
function amountOf(written: string): number {
  const [, value = '0', unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(written) ?? [];
  return Number(value) * (units[unit] ?? 0);
}

function sumOf(rooms: readonly Room[]): Room {
  return requestedOf(rooms.map((room) => ({ replicas: 1, ...room })));
}

function less(room: Room, taken: Room): Room {
  return {
    cpuMillis: room.cpuMillis - taken.cpuMillis,
    memoryBytes: room.memoryBytes - taken.memoryBytes,
  };
}
