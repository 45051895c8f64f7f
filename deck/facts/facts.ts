/** All that a report tells, gathered from a chain that runs or was stopped. */
import { topicNames } from '../../chain/names.ts';
import type { Kafka } from '../../kafka/client.ts';
import { KafkaObserver } from '../../targets/data/kafkaSnapshot.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import type { ChainFolder, Target } from '../../targets/target.ts';
import { verify } from '../../verify/verify.ts';
import { figuresFrom } from '../figure.ts';
import { definitionFacts } from './definition.ts';
import { latencyOf } from './latency.ts';
import type { Latency } from './latency.ts';
import { lawFacts } from './law.ts';
import { machineFacts } from './machine.ts';
import { lookAtReadings } from './readings.ts';
import type { ReadingsLook } from './readings.ts';
import { batchesOf, instant, timelineOf } from './timeline.ts';
import { loggedErrors, troublesOf } from './troubles.ts';

export interface FactsOptions {
  readonly target: Target;
  readonly chainFolder: ChainFolder;
  /** Names of the chain's queries. */
  readonly queries: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  /** The time of which latency is told; default: the newest stretch of the run. */
  readonly steady?: Span | undefined;
}

/** Ms since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED */
export async function gatherFacts(kafka: Kafka, options: FactsOptions) {
  const { target, chainFolder, queries, signal, onProgress } = options;
  const state = await target.state();
  const proof = await verify(kafka, { deep: false, queries, onProgress });
  onProgress('looking at the readings');
  const snapshot = await new KafkaObserver(kafka).observe();
  signal.throwIfAborted();
  const bounds = snapshot.offsets.get(topicNames.readings) ?? [];
  const look = await lookAtReadings(kafka, bounds);
  const timeline = timelineOf(snapshot);
  onProgress('looking at the rows');
  const latency = await latencies(kafka, { snapshot, look, span: options.steady ?? timeline });
  signal.throwIfAborted();
  const reported = snapshot.progress.queries;
  const logged = await loggedErrors(target, signal);
  return {
    chain: chainFolder.chain.name,
    target: target.name,
    isRunning: state.running,
    madeAt: figuresFrom('clock of this machine')('report.madeAt', 'text', instant(Date.now())),
    definition: definitionFacts(
      chainFolder,
      queries,
      (name) => proof.queries.find((query) => query.name === name)?.engine ?? 'spark',
    ),
    machine: machineFacts(state.running),
    readings: look.facts(bounds.reduce((sum, { start, end }) => sum + end - start, 0)),
    timeline,
    latency,
    law: lawFacts(proof),
    troubles: troublesOf({ legs: state.legs, queries: reported }, proof, logged),
  };
}
export type Facts = Awaited<ReturnType<typeof gatherFacts>>;

interface LatencyOptions {
  readonly snapshot: KafkaSnapshot;
  readonly look: ReadingsLook;
  readonly span: { readonly fromMs: number | null; readonly toMs: number | null };
}

async function latencies(
  kafka: Kafka,
  { snapshot, look, span }: LatencyOptions,
): Promise<Latency[]> {
  const { progress, offsets } = snapshot;
  const found: Latency[] = [];
  for (const [at, query] of progress.queries.entries()) {
    const parts = { query, times: look.times, bounds: offsets.get(query.query) ?? [] };
    const batches = batchesOf(progress.batches.get(query.query) ?? [], span);
    found.push(await latencyOf(kafka, `latency.${at}`, { ...parts, batches }));
  }
  return found;
}
