/** Checks of this machine and of its cluster: what target kind needs, and what is here. */
import { CourantError } from '../../chain/errors.ts';
import { inStep } from '../steps.ts';
import type { Check, Reporter } from '../target.ts';
import { kinds } from './api/objects.ts';
import { findProgram } from '../machine/programs.ts';
import { clusterExists } from './setup/cluster.ts';
import { isAtLeast, versionIn } from './setup/nodeRequirements.ts';
import { check } from '../check.ts';
import { roomChecks } from './setup/clusterRoom.ts';
import { machineChecks } from './setup/machineChecks.ts';
import type { DockerFacts } from './setup/machineChecks.ts';
import { flinkJobsOf } from './setup/flinkJobs.ts';
import { operatorsOf } from './setup/operatorCatalog.ts';
import type { Operator } from './setup/operatorCatalog.ts';
import { findOperator, missingKinds, problemOf, watches } from './setup/ensureOperator.ts';
import type { WatchedBy } from './setup/ensureOperator.ts';
import type { FoundOperator } from './setup/installOperator.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';
import { toolHints, tryTool } from './setup/tools.ts';
import type { Tool, Tools } from './setup/tools.ts';

const needed = { kind: '0.27.0', helm: '3.8.0' } as const;

/** All checks, whatever fails. */
export async function doctor(onCluster: ChainOnCluster): Promise<readonly Check[]> {
  const tools = onCluster.tools();
  const config = await onCluster.config();
  const [docker, kind, helm, isThere] = await Promise.all([
    dockerFacts(tools),
    toolFacts(tools, 'kind', ['version']),
    toolFacts(tools, 'helm', ['version', '--short']),
    clusterExists(tools, config.name).catch(() => false),
  ]);
  const operatorChecks = isThere ? await checkOperators(onCluster) : [];
  const needsHelm = operatorChecks.length === 0 || operatorChecks.some(({ ok }) => !ok);
  return [
    dockerCheck(docker),
    toolCheck(kind, { minimum: needed.kind, isNeeded: true }),
    toolCheck(helm, { minimum: needed.helm, isNeeded: needsHelm }),
    clusterCheck(config.name, isThere),
    ...(isThere ? await clusterChecks(onCluster) : await machineChecks(onCluster, docker)),
    ...operatorChecks,
  ];
}

/** @throws CourantError COURANT_TOOL_MISSING with every check that failed */
export function assertMachine(onCluster: ChainOnCluster, report: Reporter): Promise<void> {
  return inStep(report, 'looking at this machine', async () => {
    const broken = (await doctor(onCluster)).filter(({ ok }) => !ok);
    if (broken.length > 0) throw machineUnfit(broken);
  });
}

function machineUnfit(broken: readonly Check[]): CourantError {
  return new CourantError({
    code: 'COURANT_TOOL_MISSING',
    message:
      broken.length === 1
        ? 'something that target kind needs is missing'
        : `${broken.length} things that target kind needs are missing`,
    details: broken.flatMap(({ title, found, needed, hint }) => [
      `${title}: ${found}; needed: ${needed}`,
      ...(hint === null ? [] : [`  → ${hint}`]),
    ]),
    left: 'nothing was started',
    hint: 'look again: courant doctor --target kind',
  });
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
  return { version, problem: '', cpus: Number(cpus), memoryBytes: Number(memory), cgroup, folder };
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

interface ToolFacts {
  readonly tool: Tool;
  readonly isFound: boolean;
  readonly version: string | undefined;
}

async function toolFacts(tools: Tools, tool: Tool, args: readonly string[]): Promise<ToolFacts> {
  const isFound = (await findProgram(tool, tools.environment)) !== undefined;
  const lines = isFound ? (await tryTool(tools, tool, args)).lines : [];
  return { tool, isFound, version: versionIn(lines.join(' ')) };
}

function toolCheck(
  { tool, isFound, version }: ToolFacts,
  { minimum, isNeeded }: { readonly minimum: string; readonly isNeeded: boolean },
): Check {
  const isGood = version !== undefined && isAtLeast(version, minimum);
  const found = isFound ? (version ?? 'of unknown version') : `no "${tool}" on PATH`;
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

/** A cluster that does not answer is told of by the checks of its operators. */
async function clusterChecks(onCluster: ChainOnCluster): Promise<Check[]> {
  const api = await onCluster.api();
  if (api === undefined) return [];
  const needed = operatorsOf(onCluster.chain);
  const found = Promise.all(needed.map((operator) => findOperator(api, operator)));
  return found
    .then((all) => {
      const namespaces = all.flatMap((operator) => operator?.namespace ?? []);
      const own = [onCluster.namespace, ...namespaces];
      return roomChecks(api, onCluster.chain, own, flinkJobsOf(onCluster));
    })
    .catch(() => []);
}

async function checkOperators(onCluster: ChainOnCluster): Promise<Check[]> {
  const api = await onCluster.api();
  if (api === undefined) return [];
  const record = await onCluster.record();
  return Promise.all(
    operatorsOf(onCluster.chain).map((operator) =>
      operatorCheck(operator, {
        api,
        namespace: onCluster.namespace,
        isOurs: record?.[operator.origin] === 'made',
      }).catch((error: unknown) =>
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

interface Watched extends WatchedBy {
  /** Installed by `up` for this chain, which tells it of the namespace. */
  readonly isOurs: boolean;
}

export async function operatorCheck(operator: Operator, watched: Watched): Promise<Check> {
  const found = await findOperator(watched.api, operator);
  const problems = found === undefined ? [] : await problemsOf(operator, found, watched);
  return check({
    id: operator.id,
    title: operator.title,
    ok: problems.length === 0,
    found:
      found === undefined ? 'not yet' : [`in namespace ${found.namespace}`, ...problems].join(', '),
    needed: 'installed by courant up, or here already and watching the namespace of the chain',
    hint: `have it watch the namespace "${watched.namespace}", or name the chain after one that it watches`,
  });
}

async function problemsOf(
  operator: Operator,
  found: FoundOperator,
  watched: Watched,
): Promise<string[]> {
  const { api, isOurs } = watched;
  const problem = isOurs ? undefined : await watchProblem(operator, found, watched);
  const missing = await missingKinds(api, operator);
  return [problem ?? [], missing.length === 0 ? [] : `without ${missing.join(', ')}`].flat();
}

/** Rights come with the namespace, or with the chart: before there is a namespace only who watches it can be told. */
async function watchProblem(
  operator: Operator,
  found: FoundOperator,
  watched: Watched,
): Promise<string | undefined> {
  const { api, namespace } = watched;
  const isPlaced = (await api.get(kinds.namespace, '', namespace)) !== undefined;
  if (isPlaced) return problemOf(operator, found, watched);
  if (watches(operator, found, namespace)) return undefined;
  return `does not watch the namespace "${namespace}"`;
}
