/** Generators, more or fewer of them, by the scale of their Deployment. */
import { inStep } from '../steps.ts';
import type { OperationOptions } from '../target.ts';
import type { Api } from './api/api.ts';
import { podsVerdict } from './readiness/podTroubles.ts';
import { kinds, replicasOf } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';
import { allOf, deploymentVerdict, ready, waiting } from './readiness/verdicts.ts';
import type { Verdict } from './readiness/verdicts.ts';
import { whileWatching } from './readiness/watchedNamespace.ts';
import type { Objects } from './readiness/watchedNamespace.ts';

const deadlineMs = 120_000;

/** Returns when as many run, and no other. */
export async function scale(
  onCluster: ChainOnCluster,
  replicas: number,
  { report, signal }: OperationOptions,
): Promise<void> {
  const api = await onCluster.startedApi();
  const { namespace, names } = onCluster;
  const asked: Scale = { name: names.generator, replicas };
  const what = replicas === 1 ? '1 generator' : `${replicas} generators`;
  const watched = [kinds.deployment, kinds.pod, kinds.event];
  await inStep(report, `waiting for ${what}`, (step) =>
    whileWatching(api, namespace, watched, async (view) => {
      await patchScale(api, namespace, asked);
      await view.until({
        what,
        judge: (objects, nowMs) => replicasVerdict(objects, nowMs, asked),
        deadlineMs,
        step,
        signal,
        hint: 'see what keeps them: courant status',
      });
    }),
  );
}

interface Scale {
  /** Of the Deployment. */
  readonly name: string;
  readonly replicas: number;
}

function replicasVerdict(objects: Objects, nowMs: number, { name, replicas }: Scale): Verdict {
  const deployment = objects.get(kinds.deployment, name);
  const wanted = replicasOf(deployment);
  // The watch may still show the number before.
  if (wanted !== replicas) return waiting(`${name}: ${wanted} replicas`);
  const own = new RegExp(`^${name}-`);
  return allOf([
    podsVerdict(objects, nowMs, own),
    deploymentVerdict(deployment, name),
    // A Deployment does not count pods that still send what they have taken in.
    noneLeaves(objects.all(kinds.pod).filter(({ metadata }) => own.test(metadata.name))),
  ]);
}

function noneLeaves(pods: readonly KubeObject[]): Verdict {
  const leaving = pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  return leaving.length === 0 ? ready : waiting(`${leaving.length} still leave`);
}

/** By the scale of the Deployment, as an autoscaler does it. */
async function patchScale(api: Api, namespace: string, { name, replicas }: Scale): Promise<void> {
  await api.call(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}/scale`, {
    method: 'PATCH',
    query: { fieldManager: 'courant-scale' },
    body: { spec: { replicas } },
    contentType: 'application/merge-patch+json',
  });
}
