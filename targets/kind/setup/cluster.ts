/** The kind cluster: found or made, with a kubeconfig of its own. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { CourantError } from '../../../chain/errors.ts';
import { exists } from '../../machine/files.ts';
import { inStep } from '../../steps.ts';
import type { Reporter } from '../../target.ts';
import type { KindPaths } from '../paths.ts';
import type { Origin } from '../record.ts';
import type { KindSettings } from '../settings.ts';
import { runTool, tryTool } from './tools.ts';
import type { Tools } from './tools.ts';

const packagedConfig = fileURLToPath(new URL('../../../kind-config.yaml', import.meta.url));

export interface ClusterConfig {
  readonly file: string;
  readonly name: string;
}

/** `kind-config.yaml` of the chain's folder or, where it has none, of this package. */
export async function clusterConfig(folder: string, named: string | null): Promise<ClusterConfig> {
  const own = join(folder, 'kind-config.yaml');
  const file = (await exists(own)) ? own : packagedConfig;
  const config = parse(await readFile(file, 'utf8')) as { name?: string } | null;
  return { file, name: named ?? config?.name ?? 'kind' };
}

export async function clusterExists(tools: Tools, name: string): Promise<boolean> {
  const lines = await runTool(tools, ['kind', 'get', 'clusters'], {
    code: 'COURANT_TOOL_MISSING',
    message: 'kind could not list its clusters',
    hint: 'see whether Docker runs: docker info',
  });
  return lines.includes(name);
}

interface Ensure {
  readonly tools: Tools;
  readonly paths: KindPaths;
  readonly config: ClusterConfig;
  readonly settings: KindSettings;
  readonly report: Reporter;
}

/** An existing cluster is used as it is. */
export async function ensureCluster(options: Ensure): Promise<Origin> {
  const { tools, paths, config, report } = options;
  await mkdir(paths.root, { recursive: true });
  if (await clusterExists(tools, config.name)) {
    await exportKubeconfig(tools, config.name, paths);
    return 'found';
  }
  await inStep(report, `making the cluster "${config.name}"`, async (step) => {
    const onLine = (line: string): void => {
      step.progress(line.replace(/[^\x20-\x7e]/g, '').trim());
    };
    await makeCluster(options, onLine).catch(async (error: unknown) => {
      // Interrupted on the way, kind leaves a node that the next `up` would take for a cluster.
      const { signal: _ended, ...unhurried } = tools;
      await deleteCluster(unhurried, config.name, paths).catch(() => undefined);
      throw error;
    });
  });
  return 'made';
}

async function makeCluster(
  { tools, paths, config, settings }: Ensure,
  onLine: (line: string) => void,
): Promise<void> {
  const image = settings.nodeImage === null ? [] : ['--image', settings.nodeImage];
  const named = ['--name', config.name, '--config', config.file];
  await runTool(
    tools,
    ['kind', 'create', 'cluster', ...named, '--kubeconfig', paths.kubeconfig, ...image],
    {
      code: 'COURANT_CLUSTER_FAILED',
      message: `kind could not make the cluster "${config.name}"`,
      left: 'kind removed what it had begun',
      hint: 'see what is missing: courant doctor --target kind',
    },
    onLine,
  );
}

export async function exportKubeconfig(
  tools: Tools,
  name: string,
  { kubeconfig }: KindPaths,
): Promise<void> {
  await runTool(
    tools,
    ['kind', 'export', 'kubeconfig', '--name', name, '--kubeconfig', kubeconfig],
    {
      code: 'COURANT_CLUSTER_UNREACHABLE',
      message: `kind knows no credentials of the cluster "${name}"`,
      hint: 'make it anew: courant down, then courant up --target kind',
    },
  );
}

/**
 * The credentials as kind prints them; `undefined` where there is no such cluster, or no kind to ask.
 * @throws CourantError COURANT_CLUSTER_UNREACHABLE where the cluster is there and does not answer
 */
export async function printedKubeconfig(tools: Tools, name: string): Promise<string | undefined> {
  const asked = await tryTool(tools, 'kind', ['get', 'kubeconfig', '--name', name]).catch(
    () => undefined,
  );
  if (asked === undefined) return undefined;
  if (asked.code === 0) return asked.lines.join('\n');
  if (!(await clusterExists(tools, name).catch(() => false))) return undefined;
  throw new CourantError({
    code: 'COURANT_CLUSTER_UNREACHABLE',
    message: `the cluster "${name}" does not answer`,
    details: [asked.lines.at(-1) ?? ''],
    hint: 'see whether its containers run: docker ps',
  });
}

export async function deleteCluster(
  tools: Tools,
  name: string,
  { kubeconfig }: KindPaths,
): Promise<void> {
  await runTool(tools, ['kind', 'delete', 'cluster', '--name', name, '--kubeconfig', kubeconfig], {
    code: 'COURANT_LEFTOVERS',
    message: `kind could not delete the cluster "${name}"`,
    hint: `see its containers: docker ps --filter label=io.x-k8s.kind.cluster=${name}`,
  });
}

/** Names of the containers that are the cluster's nodes. */
export async function nodesOf(tools: Tools, name: string): Promise<readonly string[]> {
  const lines = await runTool(tools, ['kind', 'get', 'nodes', '--name', name], {
    code: 'COURANT_CLUSTER_UNREACHABLE',
    message: `kind could not list the nodes of the cluster "${name}"`,
  });
  const nodes = lines.filter((line) => line.trim() !== '' && !line.includes(' '));
  if (nodes.length > 0) return nodes;
  throw new CourantError({
    code: 'COURANT_CLUSTER_UNREACHABLE',
    message: `the cluster "${name}" has no nodes`,
    hint: 'make it anew: courant down, then courant up --target kind',
  });
}
