/** What is left in the cluster of queries whose files are gone, removed; what they reported the runners withdraw. */
import { goneNote } from '../steps.ts';
import type { Reporter } from '../target.ts';
import type { Api } from './api/api.ts';
import { kinds, topicNameOf } from './api/objects.ts';
import type { Kind, KubeObject } from './api/objects.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';

interface Applied {
  readonly api: Api;
  readonly onCluster: Pick<ChainOnCluster, 'namespace' | 'chain'>;
  /** Every object that the chain consists of now. */
  readonly objects: readonly KubeObject[];
  readonly report: Reporter;
}

/** Topics that somebody else declared in the namespace have no label of ours, and stay. */
export async function removeGoneTopics({
  api,
  onCluster,
  objects,
  report,
}: Applied): Promise<void> {
  for (const topic of await goneOf(kinds.topic, { api, onCluster, objects })) {
    report.note(goneNote(topicNameOf(topic)));
    await api.remove(kinds.topic, onCluster.namespace, topic.metadata.name);
  }
}

/** Each query of Flink is a Flink of its own, which would go on; others delete its checkpoints when they start. */
export async function removeGoneDeployments({ api, onCluster, objects }: Applied): Promise<void> {
  for (const { metadata } of await goneOf(kinds.flinkDeployment, { api, onCluster, objects })) {
    await api.remove(kinds.flinkDeployment, onCluster.namespace, metadata.name);
  }
}

/** Objects of ours that the chain does not consist of any more. */
async function goneOf(
  kind: Kind,
  { api, onCluster: { namespace, chain }, objects }: Omit<Applied, 'report'>,
): Promise<KubeObject[]> {
  const own = `app.kubernetes.io/name=courant,app.kubernetes.io/part-of=${chain.name}`;
  const { items } = await api.list(kind, namespace, own);
  const wanted = objects.filter((object) => object.kind === kind.kind);
  const names = new Set(wanted.map(({ metadata }) => metadata.name));
  return items.filter(({ metadata }) => !names.has(metadata.name));
}
