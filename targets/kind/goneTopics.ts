/** Topics of queries whose files are gone, removed; what they reported the runner withdraws. */
import { goneNote } from '../steps.ts';
import type { Reporter } from '../target.ts';
import type { Api } from './api/api.ts';
import { kinds, topicNameOf } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
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
  const { namespace, chain } = onCluster;
  const own = `app.kubernetes.io/name=courant,app.kubernetes.io/part-of=${chain.name}`;
  const { items } = await api.list(kinds.topic, namespace, own);
  const wanted = objects.filter(({ kind }) => kind === kinds.topic.kind);
  const names = new Set(wanted.map(({ metadata }) => metadata.name));
  for (const topic of items.filter(({ metadata }) => !names.has(metadata.name))) {
    report.note(goneNote(topicNameOf(topic)));
    await api.remove(kinds.topic, namespace, topic.metadata.name);
  }
}
