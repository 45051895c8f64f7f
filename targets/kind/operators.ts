/** The two operators: found and used as they are, or installed by helm; never replaced. */
import { CourantError } from '../../chain/errors.ts';
import type { Reporter } from '../target.ts';
import { waitFor } from '../wait.ts';
import type { Api } from './api.ts';
import { kinds } from './objects.ts';
import type { Kind, KubeObject } from './objects.ts';
import type { Origin } from './record.ts';
import { chartArguments } from './settings.ts';
import type { OperatorSource } from './settings.ts';
import { runTool } from './tools.ts';
import type { Tools } from './tools.ts';
import { allOf, deploymentVerdict, webhookVerdict } from './verdicts.ts';
import type { Verdict } from './verdicts.ts';
import { podsVerdict } from './failures.ts';
import type { Objects } from './view.ts';
import { View } from './view.ts';

const servedDeadlineMs = 60_000;
const availableDeadlineMs = 300_000;

export interface Operator {
  readonly id: 'strimzi' | 'spark-operator';
  readonly title: string;
  /** Namespace and release where `up` installs it. */
  readonly namespace: string;
  /** Label by which its Deployments are found, wherever they are. */
  readonly selector: string;
  /** Kinds that it brings. */
  readonly brings: readonly Kind[];
  readonly watchedBy: (deployment: KubeObject) => readonly string[];
  /** Values of its chart. @param namespace of the chain */
  readonly values: (namespace: string) => readonly string[];
}

interface Container {
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

function containerOf(deployment: KubeObject): Container {
  const { template } = deployment.spec as { template: { spec: { containers: Container[] } } };
  return template.spec.containers[0] ?? {};
}

/** Namespaces, separated by commas; `*` and nothing mean all. */
function namespacesIn(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').filter((name) => name !== '');
  return names.length === 0 ? ['*'] : names;
}

export const strimzi: Operator = {
  id: 'strimzi',
  title: 'Strimzi',
  namespace: 'strimzi',
  selector: 'app=strimzi,component=deployment',
  brings: [kinds.kafka, kinds.nodePool, kinds.topic, kinds.user],
  watchedBy: (deployment) => {
    const found = containerOf(deployment).env?.find(({ name }) => name === 'STRIMZI_NAMESPACE');
    const own = deployment.metadata.namespace ?? '';
    // Without a value it comes from the pod itself: the operator's own namespace.
    return found !== undefined && found.value === undefined ? [own] : namespacesIn(found?.value);
  },
  values: (namespace) => [
    `watchNamespaces={${namespace}}`,
    // Set from the start: later it would roll every pod of Kafka once more.
    'extraEnvs[0].name=STRIMZI_POD_SECURITY_PROVIDER_CLASS',
    'extraEnvs[0].value=restricted',
    // The default of 384Mi is killed on machines with many cores (strimzi-kafka-operator#11964).
    'resources.requests.memory=512Mi',
    'resources.requests.cpu=100m',
    'resources.limits.memory=768Mi',
  ],
};

export const sparkOperator: Operator = {
  id: 'spark-operator',
  title: 'the Spark operator',
  namespace: 'spark-operator',
  selector: 'app.kubernetes.io/name=spark-operator',
  brings: [kinds.sparkApplication],
  watchedBy: (deployment) => {
    const flag = containerOf(deployment).args?.find((arg) => arg.startsWith('--namespaces='));
    return namespacesIn(flag?.slice('--namespaces='.length).replaceAll('"', ''));
  },
  values: (namespace) => [
    `spark.jobNamespaces={${namespace}}`,
    // Each submission is a JVM inside the controller: few at a time, and room for them.
    'controller.workers=2',
    'controller.resources.requests.cpu=50m',
    'controller.resources.requests.memory=256Mi',
    'controller.resources.limits.memory=1Gi',
    'webhook.resources.requests.cpu=50m',
    'webhook.resources.requests.memory=128Mi',
  ],
};

export const operators = [strimzi, sparkOperator] as const;

export interface FoundOperator {
  readonly deployments: readonly KubeObject[];
  readonly namespace: string;
}

export async function findOperator(
  api: Api,
  { selector }: Operator,
): Promise<FoundOperator | undefined> {
  const { items } = await api.list(kinds.deployment, undefined, selector);
  const [first] = items;
  if (first === undefined) return undefined;
  return { deployments: items, namespace: first.metadata.namespace ?? '' };
}

export function watches(operator: Operator, found: FoundOperator, namespace: string): boolean {
  return found.deployments.every((deployment) => {
    const watched = operator.watchedBy(deployment);
    return watched.includes('*') || watched.includes(namespace);
  });
}

interface Ensure {
  readonly api: Api;
  readonly tools: Tools;
  readonly kubeconfig: string;
  /** Of the chain; it exists. */
  readonly namespace: string;
  readonly source: OperatorSource;
  /** What an earlier `up` did. */
  readonly before: Origin | null;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/**
 * Uses the operator that is there, or installs it, and waits until it works.
 * @throws CourantError where one is there that does not watch the chain's namespace
 */
export async function ensureOperator(operator: Operator, options: Ensure): Promise<Origin> {
  const found = await findOperator(options.api, operator);
  if (found !== undefined && watches(operator, found, options.namespace)) {
    await waitForOperator(operator, options, found.namespace);
    return options.before ?? 'found';
  }
  if (found !== undefined && options.before !== 'made') throw doesNotWatch(operator, options);
  const step = options.report.step(`installing ${operator.title}`);
  try {
    await install(operator, options);
  } catch (error) {
    step.failed();
    throw error;
  }
  step.done();
  await waitForOperator(operator, options, operator.namespace);
  return 'made';
}

async function install(operator: Operator, options: Ensure): Promise<void> {
  const { tools, kubeconfig, namespace, source } = options;
  const { id } = operator;
  const values = source.values === null ? [] : ['--values', source.values];
  await runTool(
    tools,
    [
      'helm',
      ...['upgrade', '--install', id, ...chartArguments(source.chart, id)],
      ...['--namespace', operator.namespace, '--create-namespace', '--kubeconfig', kubeconfig],
      ...operator.values(namespace).flatMap((value) => ['--set', value]),
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

function doesNotWatch(operator: Operator, { namespace }: Ensure): CourantError {
  const how =
    operator.id === 'strimzi'
      ? `--set 'watchNamespaces={${namespace}}'`
      : `--set 'spark.jobNamespaces={${namespace}}'`;
  return new CourantError({
    code: 'COURANT_CLUSTER_REFUSED',
    message: `${operator.title} of this cluster does not watch the namespace "${namespace}"`,
    details: ['it was not installed by courant, so it is not changed'],
    left: 'the chain was not applied',
    hint: `tell it to, by helm upgrade --reuse-values ${how}, or name the chain after a namespace that it watches`,
  });
}

async function waitForOperator(
  operator: Operator,
  { api, report, signal }: Ensure,
  namespace: string,
): Promise<void> {
  await served(api, operator, signal);
  const watched = [kinds.deployment, kinds.pod, kinds.event];
  const webhook = operator === sparkOperator ? [kinds.endpointSlice, kinds.mutatingWebhook] : [];
  const view = await View.open(api, namespace, [...watched, ...webhook]);
  const step = report.step(`waiting for ${operator.title}`);
  try {
    await view.until({
      what: operator.title,
      judge: (objects, nowMs) => operatorVerdict(operator, objects, nowMs),
      deadlineMs: availableDeadlineMs,
      step,
      signal,
      hint: `see what it printed: kubectl -n ${namespace} logs -l ${operator.selector}`,
    });
    step.done();
  } catch (error) {
    step.failed();
    throw error;
  } finally {
    view.close();
  }
}

export function operatorVerdict(operator: Operator, objects: Objects, nowMs: number): Verdict {
  const own = objects.all(kinds.deployment).filter((deployment) => hasLabels(deployment, operator));
  const available = own.length === 0 ? [deploymentVerdict(undefined, operator.title)] : [];
  const all = [
    ...available,
    ...own.map((deployment) => deploymentVerdict(deployment, deployment.metadata.name)),
    ...(operator === sparkOperator ? [webhookOf(objects)] : []),
  ];
  // A failure counts only while something is not ready: an old pod that is being replaced is none.
  const verdict = allOf(all);
  return verdict.state === 'ready' ? verdict : allOf([podsVerdict(objects, nowMs), verdict]);
}

function hasLabels({ metadata }: KubeObject, { selector }: Operator): boolean {
  return selector.split(',').every((pair) => {
    const [name = '', value] = pair.split('=');
    return metadata.labels?.[name] === value;
  });
}

function webhookOf(objects: Objects): Verdict {
  const configuration = objects
    .all(kinds.mutatingWebhook)
    .find(({ metadata }) => metadata.name.includes('spark-operator'));
  const slices = objects
    .all(kinds.endpointSlice)
    .filter(({ metadata }) => metadata.name.includes('webhook'));
  return webhookVerdict(configuration, slices);
}

/** The API server serves the kinds that the manifests are written in: their CRDs are established. */
async function served(api: Api, operator: Operator, signal: AbortSignal): Promise<void> {
  let missing: readonly string[] = [];
  await waitFor({
    look: async () => {
      missing = await missingKinds(api, operator);
      return missing.length === 0 ? true : undefined;
    },
    deadlineMs: servedDeadlineMs,
    everyMs: 250,
    signal,
    late: () =>
      new CourantError({
        code: 'COURANT_CLUSTER_FAILED',
        message: `the cluster does not serve what ${operator.title} should have brought`,
        details: [`missing: ${missing.join(', ')}`],
        left: 'the chain was not applied',
        hint: 'its CRDs are missing or of another version; install the pinned one (chain/versions.ts)',
      }),
  });
}

/** Kinds of the operator that the API server does not serve in the version of the manifests. */
export async function missingKinds(api: Api, { brings }: Operator): Promise<string[]> {
  const versions = [...new Set(brings.map(({ apiVersion }) => apiVersion))];
  const known = new Set<string>();
  for (const version of versions) {
    for (const plural of await api.servedBy(version)) known.add(`${version}/${plural}`);
  }
  return brings
    .filter(({ apiVersion, plural }) => !known.has(`${apiVersion}/${plural}`))
    .map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
}

/** Takes away what `up` installed; CRDs stay with helm, as others may have objects of them. */
export async function uninstallOperator(
  operator: Operator,
  tools: Tools,
  kubeconfig: string,
): Promise<void> {
  const { id, namespace } = operator;
  const where = ['--namespace', namespace, '--kubeconfig', kubeconfig];
  await runTool(tools, ['helm', 'uninstall', id, ...where, '--wait', '--ignore-not-found'], {
    code: 'COURANT_LEFTOVERS',
    message: `helm could not uninstall ${operator.title}`,
    hint: `try it yourself: helm uninstall ${id} --namespace ${namespace}`,
  });
}
