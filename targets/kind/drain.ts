/** No more readings, and the queries read what is left. */
import { topicNames } from '../../chain/names.ts';
import { openKafka } from '../../kafka/client.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import type { Reporter } from '../target.ts';
import { waitFor } from '../wait.ts';
import { queryFigures } from '../data/statusFigures.ts';
import type { Api } from './api/api.ts';
import { kafkaConnection } from './api/kafkaForward.ts';
import { kinds } from './api/objects.ts';
import { suspend } from './api/suspension.ts';
import { scale } from './scale.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';

/** How long the queries have to read what is left (the same on every target). */
const patienceMs = 30_000;
const lookEveryMs = 250;

interface Options {
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/** Stops the generators, lets the queries catch up, suspends the queries; Kafka goes on. */
export async function drain(onCluster: ChainOnCluster, { report, signal }: Options): Promise<void> {
  const api = await onCluster.startedApi();
  await scale(onCluster, 0, { report, signal });
  await catchUp(api, onCluster, { report, signal });
  const { queries } = onCluster.names;
  const application = await api.get(kinds.sparkApplication, onCluster.namespace, queries);
  if (application === undefined) return;
  await suspend(api, application);
}

/** Waits until every query has read everything, as long as there is patience; a Kafka that is away ends it. */
export async function catchUp(
  api: Api,
  onCluster: ChainOnCluster,
  { report, signal }: { readonly report: Reporter; readonly signal?: AbortSignal },
): Promise<void> {
  const step = report.step('letting the queries read what is left');
  try {
    const kafka = await openKafka(await kafkaConnection(api, onCluster.chain.name));
    try {
      await readAll(kafka, { signal, onLag: (rows) => step.progress(`${rows} rows left`) });
      step.done();
    } finally {
      await kafka.close();
    }
  } catch {
    signal?.throwIfAborted();
    step.done('not everything was read; what is left is read after the next start');
  }
}

interface Reading {
  readonly signal?: AbortSignal;
  readonly onLag: (rows: number) => void;
}

async function readAll(kafka: Kafka, { signal, onLag }: Reading): Promise<void> {
  let progress: ProgressSnapshot | undefined;
  await waitFor({
    poll: async () => {
      progress = await readProgress(kafka, progress);
      const ends = (await kafka.offsets([topicNames.readings])).get(topicNames.readings);
      const lag = lagOf(progress, ends);
      if (lag !== undefined) onLag(lag);
      return lag === 0 ? true : undefined;
    },
    deadlineMs: patienceMs,
    everyMs: lookEveryMs,
    signal,
    late: () => new Error('the queries did not read everything'),
  });
}

/** Rows that the slowest query has left; `undefined` where none has reported. */
function lagOf(
  progress: ProgressSnapshot,
  ends: readonly PartitionOffsets[] | undefined,
): number | undefined {
  const lags = progress.queries.map((query) => {
    const evidence = { batches: [], ends, atMs: Date.now(), isRunning: true };
    return queryFigures(query, evidence).lagRows ?? 0;
  });
  return lags.length === 0 ? undefined : Math.max(...lags);
}
