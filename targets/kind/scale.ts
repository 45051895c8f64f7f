/** Another number of generators. */
import type { Reporter } from '../target.ts';
import type { Api } from './api/api.ts';
import { podsVerdict } from './readiness/podTroubles.ts';
import { kinds } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import type { Site } from './setup/chainOnCluster.ts';
import { notStarted } from './setup/chainOnCluster.ts';
import { allOf, deploymentVerdict, ready, waiting } from './readiness/verdicts.ts';
import type { Verdict } from './readiness/verdicts.ts';
import { View } from './readiness/watchedNamespace.ts';
import { kubernetesNames } from '../../chain/names.ts';

const deadlineMs = 120_000;

interface Options {
  readonly report: Reporter;
  readonly signal?: AbortSignal;
}

/** Returns when as many run, and no other. */
export async function scale(
  site: Site,
  replicas: number,
  { report, signal }: Options,
): Promise<void> {
  const api = await site.api();
  if (api === undefined) throw notStarted();
  const name = kubernetesNames(site.place.chain.name).generator;
  const title = replicas === 1 ? '1 generator' : `${replicas} generators`;
  const step = report.step(`waiting for ${title}`);
  const view = await View.open(api, site.namespace, [kinds.deployment, kinds.pod, kinds.event]);
  try {
    await patchScale(api, site.namespace, { name, replicas });
    const own = new RegExp(`^${name}-`);
    await view.until({
      what: title,
      judge: (objects, nowMs) => {
        const deployment = objects.get(kinds.deployment, name);
        const wanted = (deployment?.spec as { replicas?: number } | undefined)?.replicas;
        // The watch may still tell of the number before.
        if (wanted !== replicas) return { state: 'waiting', why: `${name}: ${wanted} replicas` };
        return allOf([
          podsVerdict(objects, nowMs, own),
          deploymentVerdict(deployment, name),
          // A Deployment does not count pods that still send what they have taken in.
          noneLeaves(objects.all(kinds.pod).filter(({ metadata }) => own.test(metadata.name))),
        ]);
      },
      deadlineMs,
      step,
      signal,
      hint: 'see what keeps them: courant status',
    });
    step.done();
  } catch (error) {
    step.failed();
    throw error;
  } finally {
    view.close();
  }
}

function noneLeaves(pods: readonly KubeObject[]): Verdict {
  const leaving = pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  return leaving.length === 0 ? ready : waiting(`${leaving.length} still leave`);
}

/** By the scale of the Deployment, as an autoscaler does it. */
async function patchScale(
  api: Api,
  namespace: string,
  { name, replicas }: { readonly name: string; readonly replicas: number },
): Promise<void> {
  await api.call(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}/scale`, {
    method: 'PATCH',
    query: { fieldManager: 'courant-scale' },
    body: { spec: { replicas } },
    contentType: 'application/merge-patch+json',
  });
}
