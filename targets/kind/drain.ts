/** No more readings, and the queries read what is left. */
import { topicNames } from '../../chain/names.ts';
import type { OperationOptions } from '../target.ts';
import { rowsLeft, untilRead } from '../data/catchUp.ts';
import { KafkaObserver } from '../data/kafkaSnapshot.ts';
import { whileOpen } from '../data/openKafka.ts';
import type { Api } from './api/api.ts';
import { kafkaConnection } from './api/kafkaForward.ts';
import { kinds } from './api/objects.ts';
import { suspend } from './api/suspension.ts';
import { scale } from './scale.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';

/** Stops the generators, lets the queries catch up, suspends the queries; Kafka goes on. */
export async function drain(onCluster: ChainOnCluster, options: OperationOptions): Promise<void> {
  const api = await onCluster.startedApi();
  await scale(onCluster, 0, options);
  await catchUp(api, onCluster, options);
  const { namespace, names } = onCluster;
  const application = await api.get(kinds.sparkApplication, namespace, names.queries);
  const { items: flinks } = await api.list(kinds.flinkDeployment, namespace);
  const all = application === undefined ? flinks : [application, ...flinks];
  for (const runner of all) await suspend(api, runner);
}

/** Waits until every query has read everything, as long as there is patience; a Kafka that is away ends it. */
export async function catchUp(
  api: Api,
  onCluster: ChainOnCluster,
  { report, signal }: Pick<OperationOptions, 'report'> & Partial<OperationOptions>,
): Promise<void> {
  const step = report.step('letting the queries read what is left');
  const left = async (observer: KafkaObserver): Promise<number | undefined> => {
    const rows = rowsLeft(await observer.observe());
    if (rows !== undefined) step.progress(`${rows} rows left`);
    return rows;
  };
  try {
    await whileOpen(await kafkaConnection(api, onCluster.chain.name), (kafka) => {
      const observer = new KafkaObserver(kafka, [topicNames.readings]);
      return untilRead({ rowsLeft: () => left(observer), signal });
    });
    step.done();
  } catch {
    signal?.throwIfAborted();
    step.done('not everything was read; what is left is read after the next start');
  }
}
