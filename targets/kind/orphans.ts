/** Objects whose operator is gone: nobody else takes away what holds them. */
import { strimziClusterLabel } from '../../chain/names.ts';
import type { Api } from './api/api.ts';
import { knownKind } from './api/apply.ts';
import { kinds } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';
import { flinkOperator } from './setup/operatorCatalog.ts';

const ofStrimzi = (finalizer: string): boolean => finalizer.startsWith('strimzi.io/');
const ofFlink = (finalizer: string): boolean =>
  finalizer.startsWith('flinkdeployments.flink.apache.org/');

/** Takes finalizers off objects that are being deleted where no operator is there, or will be, that would. */
export async function releaseOrphans(
  api: Api,
  onCluster: Pick<ChainOnCluster, 'namespace' | 'names'>,
  objects: readonly KubeObject[],
): Promise<void> {
  await release(api, objects, ofStrimzi, () => hasOperator(api, onCluster));
  await release(api, objects, ofFlink, () => hasFlinkOperator(api));
}

async function release(
  api: Api,
  objects: readonly KubeObject[],
  isTheirs: (finalizer: string) => boolean,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const held = objects.filter(({ metadata }) => (metadata.finalizers ?? []).some(isTheirs));
  if (held.length === 0 || (await isThere())) return;
  for (const object of held) {
    const finalizers = (object.metadata.finalizers ?? []).filter((one) => !isTheirs(one));
    await api.merge(knownKind(object), object, { metadata: { finalizers } }).catch(ifGone);
  }
}

/** Wherever it is; Kubernetes takes the pods of a deployment away after it. */
async function hasFlinkOperator(api: Api): Promise<boolean> {
  return (await api.list(kinds.deployment, undefined, flinkOperator.selector)).items.length > 0;
}

/** In a namespace that ends, and without its Kafka, an operator that ended comes back no more. */
async function hasOperator(
  api: Api,
  { namespace, names }: Pick<ChainOnCluster, 'namespace' | 'names'>,
): Promise<boolean> {
  const [space, kafka, pods] = await Promise.all([
    api.get(kinds.namespace, '', namespace),
    api.get(kinds.kafka, namespace, names.kafka),
    api.list(kinds.pod, namespace, `${strimziClusterLabel}=${names.kafka}`),
  ]);
  const isThere = pods.items.some(
    (pod) => pod.metadata.name.includes('-entity-operator-') && !isEnding(pod),
  );
  return isThere || (!isEnding(space) && kafka !== undefined && !isEnding(kafka));
}

function isEnding(object: KubeObject | undefined): boolean {
  return object?.metadata.deletionTimestamp !== undefined;
}

function ifGone(error: unknown): void {
  if ((error as { status?: number }).status !== 404) throw error;
}
