/** No more readings, and the queries read what is left. */
import { kubernetesNames, topicNames } from '../../chain/names.ts';
import type { Reporter } from '../target.ts';
import { rowsLeft, untilRead } from '../data/catchUp.ts';
import { KafkaObserver } from '../data/kafkaSnapshot.ts';
import { whileOpen } from '../data/openKafka.ts';
import type { Api } from './api/api.ts';
import { kafkaConnection } from './api/kafkaForward.ts';
import { kinds } from './api/objects.ts';
import { scale } from './scale.ts';
import type { Site } from './setup/chainOnCluster.ts';
import { notStarted } from './setup/chainOnCluster.ts';

interface Options {
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/** Stops the generators, lets the queries catch up, suspends the queries; Kafka goes on. */
export async function drain(site: Site, { report, signal }: Options): Promise<void> {
  const api = await site.api();
  if (api === undefined) throw notStarted();
  await scale(site, 0, { report, signal });
  await catchUp(api, site, { report, signal });
  const { queries } = kubernetesNames(site.place.chain.name);
  const application = await api.get(kinds.sparkApplication, site.namespace, queries);
  if (application === undefined) return;
  await api.merge(kinds.sparkApplication, application, { spec: { suspend: true } });
}

/** Waits until every query has read everything, as long as there is patience; a Kafka that is away ends it. */
export async function catchUp(
  api: Api,
  site: Site,
  { report, signal }: { readonly report: Reporter; readonly signal?: AbortSignal },
): Promise<void> {
  const step = report.step('letting the queries read what is left');
  const left = async (observer: KafkaObserver): Promise<number | undefined> => {
    const rows = rowsLeft(await observer.observe());
    if (rows !== undefined) step.progress(`${rows} rows left`);
    return rows;
  };
  try {
    await whileOpen(await kafkaConnection(api, site.place.chain.name), (kafka) => {
      const observer = new KafkaObserver(kafka, [topicNames.readings]);
      return untilRead({ rowsLeft: () => left(observer), signal });
    });
    step.done();
  } catch {
    signal?.throwIfAborted();
    step.done('not everything was read; what is left is read after the next start');
  }
}
