/** The operators: found and used as they are, or installed by helm; never replaced. */
import { CourantError } from '../../../chain/errors.ts';
import { inStep } from '../../steps.ts';
import type { OperationOptions } from '../../target.ts';
import { waitFor } from '../../wait.ts';
import type { Api } from '../api/api.ts';
import { kinds } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';
import { sparkOperator } from './operatorCatalog.ts';
import type { Operator } from './operatorCatalog.ts';
import type { RecordKeeper } from '../record.ts';
import type { ChainOnCluster } from './chainOnCluster.ts';
import { installOperator, stillThere, watchedBy } from './installOperator.ts';
import type { FoundOperator } from './installOperator.ts';
import { withLogTail } from '../readiness/podLogTail.ts';
import { hasRight } from '../api/accessReview.ts';
import { allOf, deploymentVerdict, webhookVerdict } from '../readiness/verdicts.ts';
import type { Verdict } from '../readiness/verdicts.ts';
import { podsVerdict } from '../readiness/podTroubles.ts';
import type { Objects } from '../readiness/watchedNamespace.ts';
import { whileWatching } from '../readiness/watchedNamespace.ts';

const servedDeadlineMs = 60_000;
const availableDeadlineMs = 300_000;

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

interface Ensure extends OperationOptions {
  readonly api: Api;
  /** Its namespace exists. */
  readonly onCluster: ChainOnCluster;
  /** Knows who made the operator, and is told. */
  readonly keeper: RecordKeeper;
}

/**
 * Uses the operator that is there, or installs it, and waits until it works.
 * @throws CourantError where one is there that does not watch the chain's namespace
 */
export async function ensureOperator(operator: Operator, options: Ensure): Promise<void> {
  const { api, onCluster, keeper, report, signal } = options;
  const { namespace } = onCluster;
  const before = keeper.record[operator.origin];
  const found = await findOperator(api, operator);
  const problem =
    found === undefined ? undefined : await problemOf(operator, found, { api, namespace });
  if (found !== undefined && problem === undefined) {
    await keeper.keep({ [operator.origin]: before ?? 'found' });
    await waitForOperator(operator, options, found.namespace);
    return;
  }
  // One that courant installed is told of the namespace by installing it again.
  if (found !== undefined && problem !== undefined && before !== 'made')
    throw await cannotWork(operator, { api, namespace }, { found, problem });
  await keeper.keep({ [operator.origin]: 'made' });
  const source = keeper.record.settings[operator.source];
  await inStep(report, `installing ${operator.title}`, () =>
    installOperator(operator, { api, onCluster, source, signal }, found),
  );
  await waitForOperator(operator, options, operator.namespace);
}

/** The namespace that an operator is to watch. */
export interface WatchedBy {
  readonly api: Api;
  /** Of the chain. */
  readonly namespace: string;
}

/** Why an operator that is there does nothing for a namespace; `undefined` where it works. */
export async function problemOf(
  operator: Operator,
  found: FoundOperator,
  { api, namespace }: WatchedBy,
): Promise<string | undefined> {
  if (!watches(operator, found, namespace)) return `does not watch the namespace "${namespace}"`;
  const { right } = operator;
  const rights = found.deployments.map((deployment) =>
    hasRight(api, deployment, { namespace, right }),
  );
  if ((await Promise.all(rights)).every(Boolean)) return undefined;
  return `watches the namespace "${namespace}" and has no rights in it`;
}

async function cannotWork(
  operator: Operator,
  { api, namespace }: WatchedBy,
  { found, problem }: { readonly found: FoundOperator; readonly problem: string },
): Promise<CourantError> {
  const all = await stillThere(api, [...watchedBy(operator, found), namespace]);
  const { annotations = {} } = found.deployments[0]?.metadata ?? {};
  const release = annotations['meta.helm.sh/release-name'] ?? 'RELEASE';
  return new CourantError({
    code: 'COURANT_CLUSTER_REFUSED',
    message: `${operator.title} of this cluster ${problem}`,
    details: ['it was not installed by courant for this chain, so it is not changed'],
    left: 'the chain was not applied',
    hint: `let helm make it so: helm upgrade ${release} CHART --namespace ${found.namespace} --reuse-values --set '${operator.watchValue}={${all.join(',')}}'`,
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
  const judge = (objects: Objects, nowMs: number): Verdict =>
    operatorVerdict(operator, objects, nowMs);
  await whileWatching(api, namespace, [...watched, ...webhook], async (view) => {
    if (judge(view, Date.now()).state === 'ready') return;
    const hint = `see what it printed: kubectl -n ${namespace} logs -l ${operator.selector}`;
    const wait = { what: operator.title, judge, deadlineMs: availableDeadlineMs, signal, hint };
    await inStep(report, `waiting for ${operator.title}`, (step) =>
      view.until({ ...wait, step }).catch(async (error: unknown) => {
        throw await withLogTail(error, { api, namespace, objects: view });
      }),
    );
  });
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
    poll: async () => {
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
