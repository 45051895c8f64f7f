/** Letting a query start over in the cluster: while its engine stands still, its checkpoint and its rows are dropped. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { flinkQueries } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import { flinkDeploymentName } from '../../chain/flinkDeployment.ts';
import { queryFile } from '../../chain/queryFiles.ts';
import type { Api } from './api/api.ts';
import { resetCheckpoint } from './resetCheckpoint.ts';
import { resetFlinkQuery } from './resetFlink.ts';
import { resetTopic } from './resetTopic.ts';
import { applicationStatus, kinds, podStatus } from './api/objects.ts';
import { isSuspended, resume, suspend } from './api/suspension.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';
import { ready, waiting } from './readiness/verdicts.ts';
import type { Verdict } from './readiness/verdicts.ts';
import { whileWatching } from './readiness/watchedNamespace.ts';
import type { Objects } from './readiness/watchedNamespace.ts';

/** A driver that ends lets its micro-batch end first. */
const holdDeadlineMs = 120_000;

/** @throws CourantError COURANT_USAGE where the checkpoint lies outside the cluster; COURANT_NOT_READY */
export async function resetQuery(onCluster: ChainOnCluster, query: string): Promise<void> {
  const api = await onCluster.startedApi();
  if (await isOfFlink(api, onCluster, query)) {
    await resetFlinkQuery(api, onCluster, query);
    return;
  }
  assertOnVolume(onCluster, query);
  const { queries } = onCluster.names;
  const application = await api.get(kinds.sparkApplication, onCluster.namespace, queries);
  const isRunning = application !== undefined && !isSuspended(application);
  try {
    if (isRunning) await suspend(api, application);
    await untilSparkStands(api, onCluster);
    // Rows first: without its checkpoint the query would write all rows again beside those that are there.
    await resetTopic(api, onCluster.namespace, query);
    await resetCheckpoint(api, onCluster, { engine: 'spark', query }, application);
  } finally {
    if (isRunning) await resume(api, application);
  }
}

/** Where it runs, or where its file lies after `down --keep-data`. */
async function isOfFlink(api: Api, onCluster: ChainOnCluster, query: string): Promise<boolean> {
  const { chain, folder, namespace } = onCluster;
  const own = flinkQueries(chain);
  if (own === undefined) return false;
  if (existsSync(join(resolve(folder, own.folder), queryFile(query)))) return true;
  const name = flinkDeploymentName(chain.name, query);
  return (await api.get(kinds.flinkDeployment, namespace, name)) !== undefined;
}

function assertOnVolume({ chain }: ChainOnCluster, query: string): void {
  const { checkpoints } = chain.sizing.spark;
  if (checkpoints === undefined) return;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `the checkpoint of "${query}" lies outside the cluster`,
    details: [`sizing.spark.checkpoints: ${checkpoints}`],
    left: 'nothing was changed',
    hint: 'give the query another name, or name another place in chain.config.ts, then: courant up',
  });
}

/** No driver, no executor: nobody writes to a checkpoint, and nobody to an output topic. */
function untilSparkStands(api: Api, { namespace, names }: ChainOnCluster): Promise<void> {
  return whileWatching(api, namespace, [kinds.sparkApplication, kinds.pod], (view) =>
    view.until({
      what: 'the end of the queries',
      judge: (objects) => standsStill(objects, names.queries),
      deadlineMs: holdDeadlineMs,
      hint: 'see what the operator does: courant status',
    }),
  );
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
