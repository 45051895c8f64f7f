/** What this machine and its cluster need and have, for target kind. */
import { readFile, statfs } from 'node:fs/promises';
import { formatSize } from '../../chain/quantity.ts';
import type { Check } from '../target.ts';
import { kinds } from './objects.ts';
import { findProgram } from '../local/java.ts';
import { clusterExists } from './cluster.ts';
import { isAtLeast, nodeProblem, versionIn } from './machine.ts';
import { parse } from 'yaml';
import { operators } from './operator.ts';
import type { Operator } from './operator.ts';
import { findOperator, missingKinds, problemOf } from './operators.ts';
import type { Site } from './site.ts';
import { toolHints, tryTool } from './tools.ts';
import type { Tool, Tools } from './tools.ts';

const needed = {
  kind: '0.27.0',
  helm: '3.8.0',
  cpus: 2,
  memoryBytes: 6 * 2 ** 30,
  diskBytes: 10 * 2 ** 30,
  inotify: { max_user_watches: 65_536, max_user_instances: 128 },
} as const;
const inotifyHint =
  'sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512';

/** All checks, whatever fails. */
export async function doctor(site: Site): Promise<readonly Check[]> {
  const tools = site.tools();
  const docker = await dockerFacts(tools);
  const config = await site.config();
  const isThere = docker.version !== undefined && (await hasCluster(tools, config.name));
  const operatorChecks = isThere ? await checkOperators(site) : [];
  const needsHelm = operatorChecks.length === 0 || operatorChecks.some(({ ok }) => !ok);
  return [
    dockerCheck(docker),
    await toolCheck(tools, 'kind', ['version'], { minimum: needed.kind, isNeeded: true }),
    await toolCheck(tools, 'helm', ['version', '--short'], {
      minimum: needed.helm,
      isNeeded: needsHelm,
    }),
    clusterCheck(config.name, isThere),
    ...(isThere ? [] : await machineChecks(site, docker)),
    ...operatorChecks,
  ];
}

async function hasCluster(tools: Tools, name: string): Promise<boolean> {
  return clusterExists(tools, name).catch(() => false);
}

interface DockerFacts {
  readonly version: string | undefined;
  readonly problem: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly cgroup: string;
  readonly folder: string;
}

async function dockerFacts(tools: Tools): Promise<DockerFacts> {
  const format = '{{.ServerVersion}}|{{.NCPU}}|{{.MemTotal}}|{{.CgroupVersion}}|{{.DockerRootDir}}';
  const nothing = { version: undefined, cpus: 0, memoryBytes: 0, cgroup: '', folder: '' };
  if ((await findProgram('docker', tools.environment)) === undefined) {
    return { ...nothing, problem: 'no "docker" on PATH' };
  }
  const { lines } = await tryTool(tools, 'docker', ['info', '--format', format]);
  const facts = lines.find((line) => /^[^|]+(\|[^|]*){4}$/.test(line));
  if (facts === undefined) return { ...nothing, problem: lines.at(-1) ?? 'it does not answer' };
  const [version, cpus, memory, cgroup = '', folder = ''] = facts.split('|');
  return {
    version,
    problem: '',
    cpus: Number(cpus),
    memoryBytes: Number(memory),
    cgroup,
    folder,
  };
}

function dockerCheck({ version, problem }: DockerFacts): Check {
  return check({
    id: 'docker',
    title: 'Docker',
    ok: version !== undefined,
    found: version ?? problem,
    needed: 'a Docker that answers',
    hint: toolHints.docker,
  });
}

/** The hint belongs to a check that failed. */
function check(all: Omit<Check, 'hint'> & { readonly hint: string }): Check {
  return { ...all, hint: all.ok ? null : all.hint };
}

async function toolCheck(
  tools: Tools,
  tool: Tool,
  args: readonly string[],
  { minimum, isNeeded }: { readonly minimum: string; readonly isNeeded: boolean },
): Promise<Check> {
  const file = await findProgram(tool, tools.environment);
  const lines = file === undefined ? [] : (await tryTool(tools, tool, args)).lines;
  const version = versionIn(lines.join(' '));
  const isGood = version !== undefined && isAtLeast(version, minimum);
  const found = file === undefined ? `no "${tool}" on PATH` : (version ?? 'of unknown version');
  return check({
    id: tool,
    title: tool,
    ok: isGood || !isNeeded,
    found: isNeeded || isGood ? found : `${found}, but the operators are there`,
    needed: `${minimum} or later`,
    hint: toolHints[tool],
  });
}

function clusterCheck(name: string, isThere: boolean): Check {
  return check({
    id: 'cluster',
    title: 'cluster',
    ok: true,
    found: isThere ? `"${name}"` : `no "${name}" yet`,
    needed: 'made by the first courant up --target kind',
    hint: '',
  });
}

/** Only where a cluster is still to be made: one that runs has shown that it can. */
async function machineChecks(site: Site, docker: DockerFacts): Promise<Check[]> {
  const { file } = await site.config();
  const config = parse(await readFile(file, 'utf8')) as { nodes?: { image?: string }[] } | null;
  const image = (await site.settings()).nodeImage ?? config?.nodes?.[0]?.image ?? '';
  const problem = nodeProblem(image, docker.cgroup);
  const isKnown = docker.version !== undefined;
  const enough = (id: string, found: number, least: number, words: (n: number) => string): Check =>
    check({
      id,
      title: id === 'cpus' ? 'CPUs of Docker' : 'memory of Docker',
      ok: !isKnown || found >= least,
      found: isKnown ? words(found) : 'not known',
      needed: words(least),
      hint: 'give Docker more in its settings, or run without Kubernetes: courant up --target local',
    });
  return [
    enough('cpus', docker.cpus, needed.cpus, String),
    enough('memory', docker.memoryBytes, needed.memoryBytes, formatSize),
    await diskCheck(docker.folder),
    await inotifyCheck(),
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

async function diskCheck(folder: string): Promise<Check> {
  const stats = folder === '' ? undefined : await statfs(folder).catch(() => undefined);
  const free = stats === undefined ? undefined : stats.bavail * stats.bsize;
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

async function checkOperators(site: Site): Promise<Check[]> {
  const api = await site.api();
  if (api === undefined) return [];
  return Promise.all(
    operators.map((operator) =>
      operatorCheck(operator, site).catch((error: unknown) =>
        check({
          id: operator.id,
          title: operator.title,
          ok: false,
          found: error instanceof Error ? error.message : String(error),
          needed: 'a cluster that answers',
          hint: 'see whether its containers run: docker ps',
        }),
      ),
    ),
  );
}

async function operatorCheck(operator: Operator, site: Site): Promise<Check> {
  const api = await site.api();
  const found = api === undefined ? undefined : await findOperator(api, operator);
  const missing = api === undefined ? [] : await missingKinds(api, operator);
  const { namespace } = site;
  const isPlaced = (await api?.get(kinds.namespace, '', namespace)) !== undefined;
  // Rights come with the namespace, or with the chart: before the first `up` there is neither.
  const problem =
    api === undefined || found === undefined || !isPlaced
      ? undefined
      : await problemOf(operator, found, { api, namespace });
  const words =
    found === undefined
      ? 'not yet'
      : [`in namespace ${found.namespace}`, problem].filter(Boolean).join(', ');
  return check({
    id: operator.id,
    title: operator.title,
    ok: found === undefined || (problem === undefined && missing.length === 0),
    found:
      missing.length > 0 && found !== undefined ? `${words}, without ${missing.join(', ')}` : words,
    needed: 'installed by courant up, or here already and watching the namespace of the chain',
    hint: `have it watch the namespace "${site.namespace}", or name the chain after one that it watches`,
  });
}
