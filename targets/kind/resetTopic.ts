/**
 * Dropping the rows of an output topic. Strimzi deletes the topic and makes it again: nobody outside the cluster has the
 * right to delete records, and for this none is needed.
 */
import type { Api } from './api/api.ts';
import { kinds, topicNameOf } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import { ready, strimziVerdict, waiting } from './readiness/verdicts.ts';
import type { Verdict } from './readiness/verdicts.ts';
import { whileWatching } from './readiness/watchedNamespace.ts';
import type { Objects, WatchedNamespace } from './readiness/watchedNamespace.ts';

const deadlineMs = 120_000;

/** @param topic its name in Kafka; nothing happens where there is none */
export async function resetTopic(api: Api, namespace: string, topic: string): Promise<void> {
  const { items } = await api.list(kinds.topic, namespace);
  const live = items.find((object) => topicNameOf(object) === topic);
  if (live === undefined) return;
  await whileWatching(api, namespace, [kinds.topic], (view) => makeAnew(api, view, live));
}

async function makeAnew(api: Api, view: WatchedNamespace, live: KubeObject): Promise<void> {
  const { name, namespace } = live.metadata;
  const until = (judge: (objects: Objects) => Verdict): Promise<void> =>
    view.until({
      what: `topic ${name}`,
      judge,
      deadlineMs,
      hint: 'make what is missing: courant up --target kind',
    });
  await api.remove(kinds.topic, namespace, name);
  await until((objects) =>
    objects.get(kinds.topic, name) === undefined ? ready : waiting('it is being deleted'),
  );
  await api.apply(kinds.topic, asDefined(live));
  await until((objects) => strimziVerdict(objects.get(kinds.topic, name), `topic ${name}`));
}

/** What was asked for, without what the cluster added. */
export function asDefined({ apiVersion, kind, metadata, spec }: KubeObject): KubeObject {
  const { name, namespace, labels = {}, annotations = {} } = metadata;
  return { apiVersion, kind, metadata: { name, namespace, labels, annotations }, spec };
}
