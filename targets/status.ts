/** Where each leg stands: what the target knows of its processes and what Kafka knows of the data, for all targets. */
import { setTimeout as pause } from 'node:timers/promises';
import { topicNames } from '../chain/names.ts';
import { openKafka } from '../kafka/client.ts';
import type { Kafka } from '../kafka/client.ts';
import { generatorFigures, queryFigures } from './figures.ts';
import { KafkaLook, rateSpanMs } from './kafkaLook.ts';
import type { Seen } from './kafkaLook.ts';
import type { StatusDocument, StatusQuery, StatusTopic } from './statusDocument.ts';
import type { Target, TargetState } from './target.ts';

export { statusDocument } from './statusDocument.ts';
export type { StatusDocument, StatusQuery, StatusTopic } from './statusDocument.ts';

/** Kafka is asked for this long; then the status says that it does not answer. */
const patienceMs = 4_000;

/** The status now, from one look. Ends within seconds also when the broker does not answer. */
export async function readStatus(target: Target): Promise<StatusDocument> {
  const state = await target.state();
  if (!mayHaveKafka(state)) return documentOf(target, state, undefined);
  return (
    (await withPatience(
      target.withKafka(async (connection) => {
        const kafka = await openKafka(connection);
        try {
          const look = new KafkaLook(kafka);
          await look.read();
          await pause(rateSpanMs);
          const seen = await look.read();
          return documentOf(target, await target.state(), seen);
        } finally {
          await kafka.close();
        }
      }),
    )) ?? documentOf(target, state, 'silent')
  );
}

/** The status again and again over one connection, for a live screen. */
export class StatusWatch {
  readonly #target: Target;
  readonly #look: KafkaLook;
  #pending: Promise<Seen> | undefined;

  constructor(target: Target, kafka: Kafka) {
    this.#target = target;
    this.#look = new KafkaLook(kafka);
  }

  async read(): Promise<StatusDocument> {
    // A broker that does not answer holds one look, not one more a second.
    this.#pending ??= this.#look.read().finally(() => {
      this.#pending = undefined;
    });
    const seen = await withPatience(this.#pending);
    return documentOf(this.#target, await this.#target.state(), seen ?? 'silent');
  }
}

function mayHaveKafka(state: TargetState): boolean {
  const broker = state.legs.find((leg) => leg.name === 'kafka');
  return state.running && state.bootstrapServers.length > 0 && broker?.state !== 'stopped';
}

/** The result, or `undefined` when it failed or took too long. */
async function withPatience<T>(work: Promise<T>): Promise<T | undefined> {
  const stop = new AbortController();
  const late = pause(patienceMs, undefined, { signal: stop.signal }).catch(() => undefined);
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    stop.abort();
  }
}

function documentOf(
  target: Target,
  state: TargetState,
  seen: Seen | 'silent' | undefined,
): StatusDocument {
  const known = typeof seen === 'object' ? seen : undefined;
  const resident = state.legs.flatMap((leg) => leg.residentBytes ?? []);
  return {
    target: target.name,
    state: state.phase,
    generator: { replicas: state.replicas, ...generatorFigures(known?.progress, known?.atMs) },
    kafka: {
      state: kafkaState(state, seen),
      bootstrapServers: [...state.bootstrapServers],
      topics: known === undefined ? [] : topicsOf(known),
    },
    queries: known === undefined ? [] : queriesOf(known, state),
    legs: state.legs.map((leg) => ({ ...leg })),
    residentBytes: resident.length === 0 ? null : resident.reduce((sum, bytes) => sum + bytes, 0),
    diskBytes: state.diskBytes,
    firstReadingMs: state.firstReadingMs,
    firstRowMs: state.firstRowMs,
    reasons: known === undefined ? unknownBecause(state, seen) : {},
  };
}

function kafkaState(
  state: TargetState,
  seen: Seen | 'silent' | undefined,
): StatusDocument['kafka']['state'] {
  if (typeof seen === 'object') return 'running';
  const broker = state.legs.find((leg) => leg.name === 'kafka');
  if (broker?.state === 'starting') return 'starting';
  return seen === 'silent' ? 'unreachable' : 'stopped';
}

function unknownBecause(state: TargetState, seen: unknown): Record<string, string> {
  const why =
    seen === 'silent'
      ? `Kafka at ${state.bootstrapServers.join(', ')} did not answer in ${patienceMs / 1_000} s`
      : 'Kafka does not run';
  const fields = [
    'ratePerSecond',
    'askedPerSecond',
    'acknowledged',
    'failed',
    'unknown',
    'badRows',
    'injected',
  ];
  return Object.fromEntries(fields.map((field) => [`generator.${field}`, why]));
}

function topicsOf({ offsets, rates }: Seen): StatusTopic[] {
  return [...offsets]
    .map(([name, partitions]) => ({
      name,
      partitions: partitions.length,
      records: partitions.reduce((sum, { start, end }) => sum + end - start, 0),
      ratePerSecond: rates.get(name) ?? null,
    }))
    .sort((a, b) => order(a.name) - order(b.name) || (a.name < b.name ? -1 : 1));
}

/** As the data flows: in, out, dead letters, accounts. */
function order(topic: string): number {
  const places: string[] = [topicNames.readings, '', topicNames.deadLetters, topicNames.progress];
  return places.includes(topic) ? places.indexOf(topic) : 1;
}

function queriesOf({ progress, offsets, atMs }: Seen, state: TargetState): StatusQuery[] {
  const spark = state.legs.find((leg) => leg.name === 'spark');
  const isRunning = spark?.state === 'running' || spark?.state === 'starting';
  return progress.queries.map((query) =>
    queryFigures(query, {
      batches: progress.batches.get(query.query) ?? [],
      ends: offsets.get(query.topic),
      atMs,
      isRunning,
    }),
  );
}
