/** Installation of an operator by helm, from its chart; and its removal. */
import { CourantError } from '../../../chain/errors.ts';
import type { Api } from '../api/api.ts';
import { kinds } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';
import type { KindPaths } from '../paths.ts';
import type { ChainOnCluster } from './chainOnCluster.ts';
import type { Operator } from './operatorCatalog.ts';
import { chartArguments } from '../settings.ts';
import type { OperatorSource } from '../settings.ts';
import { runTool } from './tools.ts';
import type { Tools } from './tools.ts';

export interface FoundOperator {
  readonly deployments: readonly KubeObject[];
  readonly namespace: string;
}

interface Install {
  readonly api: Api;
  readonly onCluster: ChainOnCluster;
  readonly source: OperatorSource;
  readonly signal: AbortSignal;
}

/** What helm says of a release whose installation was interrupted: it can neither be gone on with nor upgraded. */
const halfDone = /another operation .* is in progress|has no deployed releases/;

/**
 * Installs it, or installs it again where it does not watch the chain's namespace; those that it watches already stay.
 * @param found the one that is there
 */
export async function installOperator(
  operator: Operator,
  options: Install,
  found: FoundOperator | undefined,
): Promise<void> {
  const { api, onCluster, signal } = options;
  const watched = await stillThere(api, [...watchedBy(operator, found), onCluster.namespace]);
  try {
    await install(operator, options, watched);
  } catch (error) {
    const said = error instanceof CourantError ? error.details.join('\n') : '';
    if (!halfDone.test(said)) throw error;
    await uninstallOperator(operator, onCluster.tools(signal), onCluster.paths);
    await install(operator, options, watched);
  }
}

async function install(
  operator: Operator,
  { onCluster, signal, source }: Install,
  watched: readonly string[],
): Promise<void> {
  const { id } = operator;
  const { kubeconfig } = onCluster.paths;
  const values = source.values === null ? [] : ['--values', source.values];
  await runTool(
    onCluster.tools(signal),
    [
      'helm',
      ...['upgrade', '--install', id, ...chartArguments(source.chart, id)],
      ...['--namespace', operator.namespace, '--create-namespace', '--kubeconfig', kubeconfig],
      ...operator.values(watched.join(',')).flatMap((value) => ['--set', value]),
      ...values,
    ],
    {
      code: 'COURANT_CLUSTER_FAILED',
      message: `helm could not install ${operator.title} from ${source.chart}`,
      left: 'the chain was not applied',
      hint: `another source can be named: --${id}-chart CHART, --${id}-values FILE; one that is installed already is used`,
    },
  );
}

/** Namespaces that an operator was told of by name; Strimzi's chart adds its own by itself. */
export function watchedBy(operator: Operator, found: FoundOperator | undefined): string[] {
  const named = (found?.deployments ?? []).flatMap((one) => operator.watchedBy(one));
  return named.filter((name) => name !== '*' && name !== found?.namespace);
}

/** A chart refuses a namespace that is gone: it has rights to put into each. */
export async function stillThere(api: Api, namespaces: readonly string[]): Promise<string[]> {
  const { items } = await api.list(kinds.namespace);
  const all = new Set(items.map(({ metadata }) => metadata.name));
  return [...new Set(namespaces)].filter((name) => all.has(name)).sort();
}

/** Takes away what `up` installed; CRDs stay with helm, as others may have objects of them. */
export async function uninstallOperator(
  operator: Operator,
  tools: Tools,
  { kubeconfig }: KindPaths,
): Promise<void> {
  const { id, namespace } = operator;
  const where = ['--namespace', namespace, '--kubeconfig', kubeconfig];
  await runTool(tools, ['helm', 'uninstall', id, ...where, '--wait', '--ignore-not-found'], {
    code: 'COURANT_LEFTOVERS',
    message: `helm could not uninstall ${operator.title}`,
    hint: `try it yourself: helm uninstall ${id} --namespace ${namespace}`,
  });
}
