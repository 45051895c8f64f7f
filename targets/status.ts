/** Where each leg stands: what the target knows of its processes and what Kafka knows of the data, for all targets. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { topicNames } from '../chain/names.ts';
import { openKafka } from '../kafka/client.ts';
import type { Kafka, PartitionOffsets } from '../kafka/client.ts';
import { readProgress } from '../kafka/progress.ts';
import type { ProgressSnapshot } from '../kafka/progress.ts';
import { generatorFigures, queryFigures } from './figures.ts';
import type { Target, TargetState } from './target.ts';

const count = z.number().int().nonnegative();
/** `null`: not known; the reason stands in `reasons` under the field's name. */
const unknowable = count.nullable();
const rate = z.number().nonnegative().nullable();

const statusLeg = z.object({
  name: z.enum(['generator', 'kafka', 'spark']),
  id: z.string(),
  state: z.enum(['starting', 'running', 'stopping', 'stopped', 'failed']),
  pid: count.nullable(),
  since: z.string().nullable(),
  restarts: count,
  lastFailure: z.string().nullable(),
  residentBytes: count.nullable(),
});

const statusTopic = z.object({
  name: z.string(),
  partitions: count,
  /** Records kept: end minus start of each partition's log. Of a compacted topic the offsets, not the records. */
  records: count,
  /** Records a second written lately. */
  ratePerSecond: rate,
});
export type StatusTopic = z.infer<typeof statusTopic>;

const statusQuery = z.object({
  name: z.string(),
  state: z.enum(['starting', 'running', 'failed', 'stopped']),
  rowsRead: count,
  valid: count,
  deadLetters: count,
  /** Records of the topic that the query has not read. */
  lagRows: unknowable,
  /** How long ago the newest record that it read was written; 0 when it has read everything. */
  lagSeconds: z.number().nonnegative().nullable(),
  /** Rows read a second lately. */
  ratePerSecond: rate,
  watermark: z.string().nullable(),
  lastBatchMs: unknowable,
  restarts: count,
  error: z
    .object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
    .nullable(),
});
export type StatusQuery = z.infer<typeof statusQuery>;

/** What `courant status -o json` prints. */
export const statusDocument = z.object({
  target: z.enum(['local', 'kind']),
  state: z.enum(['starting', 'running', 'draining', 'stopping', 'stopped', 'left behind']),
  generator: z.object({
    replicas: count,
    ratePerSecond: rate,
    /** What it was asked for, over all replicas; `null` as fast as possible, or not running. */
    askedPerSecond: rate,
    acknowledged: unknowable,
    failed: unknowable,
    unknown: unknowable,
    /** Rows of the user's files that were no reading (replay). */
    badRows: unknowable,
  }),
  kafka: z.object({
    state: z.enum(['running', 'starting', 'unreachable', 'stopped']),
    bootstrapServers: z.array(z.string()),
    topics: z.array(statusTopic),
  }),
  queries: z.array(statusQuery),
  legs: z.array(statusLeg),
  residentBytes: unknowable,
  diskBytes: unknowable,
  firstReadingMs: z.number().nonnegative().nullable(),
  firstRowMs: z.number().nonnegative().nullable(),
  reasons: z.record(z.string(), z.string()),
});
export type StatusDocument = z.infer<typeof statusDocument>;

/** Kafka is asked for this long; then the status says that it does not answer. */
const patienceMs = 4_000;
/** Least time between two looks at a topic's end from which its rate is told. */
const rateSpanMs = 400;

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

  constructor(target: Target, kafka: Kafka) {
    this.#target = target;
    this.#look = new KafkaLook(kafka);
  }

  async read(): Promise<StatusDocument> {
    const seen = await withPatience(this.#look.read());
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

/** What Kafka knew at one moment. */
interface Seen {
  readonly atMs: number;
  readonly offsets: ReadonlyMap<string, readonly PartitionOffsets[]>;
  readonly progress: ProgressSnapshot;
  readonly rates: ReadonlyMap<string, number | null>;
}

/** Looks at Kafka again and again; each look reads on from the one before. */
class KafkaLook {
  readonly #kafka: Kafka;
  #progress: ProgressSnapshot | undefined;
  /** Ends of the topics at earlier looks, oldest first: rates are told over the last seconds. */
  #history: { atMs: number; ends: Map<string, number> }[] = [];

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  async read(): Promise<Seen> {
    this.#progress = await readProgress(this.#kafka, this.#progress);
    const offsets = await this.#kafka.offsets(await this.#kafka.topics());
    const atMs = Date.now();
    const ends = new Map([...offsets].map(([topic, partitions]) => [topic, endOf(partitions)]));
    const rates = this.#rates(ends, atMs);
    this.#history.push({ atMs, ends });
    this.#history = this.#history.filter((look) => atMs - look.atMs < rateWindowMs);
    return { atMs, offsets, progress: this.#progress, rates };
  }

  #rates(ends: ReadonlyMap<string, number>, atMs: number): Map<string, number | null> {
    const before = this.#history.find((look) => atMs - look.atMs >= rateSpanMs);
    return new Map(
      [...ends].map(([topic, end]) => {
        const then = before?.ends.get(topic);
        if (before === undefined || then === undefined) return [topic, null];
        return [topic, Math.max(0, ((end - then) * 1_000) / (atMs - before.atMs))];
      }),
    );
  }
}

/** A live screen tells rates over this span. */
const rateWindowMs = 3_000;

function endOf(partitions: readonly PartitionOffsets[]): number {
  return partitions.reduce((sum, { end }) => sum + end, 0);
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
