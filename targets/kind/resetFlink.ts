/**
 * Letting a query of Flink start over. Its FlinkDeployment is taken away and made again: only so does Flink forget which
 * checkpoint was the last; the others run on.
 */
import { flinkDeploymentName } from '../../chain/flinkDeployment.ts';
import type { Api } from './api/api.ts';
import { kinds } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import { ready, waiting } from './readiness/verdicts.ts';
import type { Verdict } from './readiness/verdicts.ts';
import { whileWatching } from './readiness/watchedNamespace.ts';
import type { Objects } from './readiness/watchedNamespace.ts';
import { resetCheckpoint } from './resetCheckpoint.ts';
import { asDefined, resetTopic } from './resetTopic.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';

/** The operator ends the job before it takes the pods away. */
const goneDeadlineMs = 120_000;

/** @throws CourantError COURANT_NOT_READY where its pods do not end; the deployment is made again all the same */
export async function resetFlinkQuery(
  api: Api,
  onCluster: ChainOnCluster,
  query: string,
): Promise<void> {
  const { chain, namespace } = onCluster;
  const name = flinkDeploymentName(chain.name, query);
  const live = await api.get(kinds.flinkDeployment, namespace, name);
  if (live !== undefined) await removeDeployment(api, namespace, name);
  try {
    // Rows first: without its checkpoint the query would write all rows again beside those that are there.
    await resetTopic(api, namespace, query);
    await resetCheckpoint(api, onCluster, { engine: 'flink', query }, live);
  } finally {
    if (live !== undefined) await api.apply(kinds.flinkDeployment, asDefined(live));
  }
}

async function removeDeployment(api: Api, namespace: string, name: string): Promise<void> {
  await whileWatching(api, namespace, [kinds.flinkDeployment, kinds.pod], async (view) => {
    await api.remove(kinds.flinkDeployment, namespace, name);
    await view.until({
      what: `the end of FlinkDeployment ${name}`,
      judge: (objects) => isGone(objects, name),
      deadlineMs: goneDeadlineMs,
      hint: 'see what the operator does: courant status; make it again: courant up --target kind',
    });
  });
}

/** Neither object nor pod: nobody writes to a checkpoint, and nobody to an output topic. */
export function isGone(objects: Objects, name: string): Verdict {
  if (objects.get(kinds.flinkDeployment, name) !== undefined) {
    return waiting(`FlinkDeployment ${name} is being deleted`);
  }
  const [pod] = objects.all(kinds.pod).filter((one) => isOf(one, name));
  return pod === undefined ? ready : waiting(`pod ${pod.metadata.name} still runs`);
}

/** By the label that Flink's operator gives to the pods of a cluster. */
function isOf({ metadata }: KubeObject, name: string): boolean {
  return metadata.labels?.['app'] === name;
}
