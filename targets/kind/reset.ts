/** Letting a query start over in the cluster: while Spark stands still, its checkpoint and its rows are dropped. */
import { kubernetesNames } from '../../chain/names.ts';
import { CourantError } from '../../chain/errors.ts';
import type { Api } from './api/api.ts';
import { dropCheckpoint } from './resetCheckpoint.ts';
import { emptyTopic } from './resetTopic.ts';
import { applicationStatus, kinds, podStatus } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import type { Site } from './setup/chainOnCluster.ts';
import { notStarted } from './setup/chainOnCluster.ts';
import { ready, waiting } from './readiness/verdicts.ts';
import type { Verdict } from './readiness/verdicts.ts';
import { View } from './readiness/watchedNamespace.ts';
import type { Objects } from './readiness/watchedNamespace.ts';

/** A driver that ends lets its micro-batch end first. */
const holdDeadlineMs = 120_000;

/** @throws CourantError COURANT_USAGE where the checkpoint lies outside the cluster; COURANT_NOT_READY */
export async function resetQuery(site: Site, query: string): Promise<void> {
  const api = await site.api();
  if (api === undefined) throw notStarted();
  assertOnVolume(site, query);
  const { queries } = kubernetesNames(site.place.chain.name);
  const application = await api.get(kinds.sparkApplication, site.namespace, queries);
  const isHeld = application === undefined || isSuspended(application);
  try {
    if (!isHeld) await suspend(api, application);
    await untilSparkStands(api, site);
    await dropCheckpoint(site, api, { query, application });
    await emptyTopic(api, site.namespace, query);
  } finally {
    if (!isHeld) await api.merge(kinds.sparkApplication, application, { spec: { suspend: false } });
  }
}

function assertOnVolume({ place }: Site, query: string): void {
  const { checkpoints } = place.chain.sizing.spark;
  if (checkpoints === undefined) return;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `the checkpoint of "${query}" lies outside the cluster`,
    details: [`sizing.spark.checkpoints: ${checkpoints}`],
    left: 'nothing was changed',
    hint: 'give the query another name, or name another place in chain.config.ts, then: courant up',
  });
}

function isSuspended({ spec }: KubeObject): boolean {
  return (spec as { suspend?: boolean }).suspend === true;
}

async function suspend(api: Api, application: KubeObject): Promise<void> {
  await api.merge(kinds.sparkApplication, application, { spec: { suspend: true } });
}

/** No driver, no executor: nobody writes to a checkpoint, and nobody to an output topic. */
async function untilSparkStands(api: Api, { namespace, place }: Site): Promise<void> {
  const { queries } = kubernetesNames(place.chain.name);
  const view = await View.open(api, namespace, [kinds.sparkApplication, kinds.pod]);
  try {
    await view.until({
      what: 'the end of the queries',
      judge: (objects) => standsStill(objects, queries),
      deadlineMs: holdDeadlineMs,
      hint: 'see what the operator does: courant status',
    });
  } finally {
    view.close();
  }
}

export function standsStill(objects: Objects, name: string): Verdict {
  const application = objects.get(kinds.sparkApplication, name);
  const { state = '' } = applicationStatus(application).applicationState ?? {};
  if (application !== undefined && state !== 'SUSPENDED') {
    return waiting(`SparkApplication ${name} is ${state === '' ? 'new' : state}`);
  }
  const running = objects.all(kinds.pod).filter((pod) => {
    const isOver = /Succeeded|Failed/.test(podStatus(pod).phase ?? '');
    return pod.metadata.labels?.['spark-role'] !== undefined && !isOver;
  });
  const [first] = running;
  return first === undefined ? ready : waiting(`pod ${first.metadata.name} still runs`);
}
