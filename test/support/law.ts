/** A chain's traces in Kafka without the chain: records as the generator writes them, reports and rows as the runner does. */
import type { Message, Producer } from 'kafkajs';
import { topicNames } from '../../chain/names.ts';
import type {
  BatchProgress,
  GeneratorProgress,
  ProgressRecord,
  QueryPlan,
  QueryProgress,
  TruthProgress,
} from '../../chain/progress.ts';
import type { Range } from '../../chain/ranges.ts';
import { kafkaClient, openKafka } from '../../kafka/client.ts';
import type { Kafka, KafkaConnection } from '../../kafka/client.ts';
import { openProgressWriter } from '../../kafka/progressWriter.ts';
import { deleteOldest } from './deleteOldest.ts';

export const time = '2026-03-01T12:00:00.000Z';
export const startMs = Date.parse(time);

/** A reading as the generator writes it. */
export function reading(seq: number, fields: { producer?: string; eventTimeMs?: number } = {}) {
  const { producer = 'p1', eventTimeMs = startMs + seq * 100 } = fields;
  return {
    key: 's1',
    value: JSON.stringify({
      sensor: 's1',
      value: seq,
      event_time: new Date(eventTimeMs).toISOString(),
    }),
    headers: { producer, seq: String(seq) },
  };
}

/** Whole numbers from `first` to `last`. */
export function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

export function ledger(fields: Partial<GeneratorProgress> = {}): GeneratorProgress {
  return {
    type: 'generator',
    producer: 'p1',
    site: '0',
    topic: topicNames.readings,
    partition: 0,
    state: 'running',
    acknowledged: [],
    failed: [],
    unknown: [],
    possiblyDoubled: [],
    parts: 0,
    ratePerSecond: 0,
    askedPerSecond: null,
    badRows: 0,
    cells: [],
    withheld: 0,
    time,
    ...fields,
  };
}

/** What a producer injected; ranges by kind, of partition 0. */
export function truth(
  injected: {
    late?: Range[];
    doubled?: Range[];
    withheld?: Range[];
    malformed?: TruthProgress['partitions'][string]['malformed'];
  } = {},
  fields: Partial<TruthProgress> = {},
): TruthProgress {
  const { late = [], doubled = [], withheld = [], malformed = {} } = injected;
  return {
    type: 'truth',
    producer: 'p1',
    part: 0,
    topic: topicNames.readings,
    partitions: { 0: { late, doubled, withheld, malformed } },
    leastLateMs: 30_000,
    time,
    ...fields,
  };
}

export function queryReport(
  query: string,
  plan: QueryPlan,
  fields: Partial<QueryProgress> = {},
): QueryProgress {
  return {
    type: 'query',
    query,
    state: 'running',
    fingerprint: 'f',
    plan,
    topic: topicNames.readings,
    offsets: {},
    otherOffsets: [],
    lastBatch: null,
    rows: 0,
    valid: 0,
    dead: 0,
    filtered: 0,
    outputRows: 0,
    setAside: 0,
    watermark: null,
    newestTimestamp: null,
    lastBatchMs: null,
    restarts: 0,
    error: null,
    time,
    ...fields,
  };
}

export function batchReport(
  query: string,
  batch: number,
  fields: Partial<BatchProgress> = {},
): BatchProgress {
  return {
    type: 'batch',
    query,
    batch,
    fingerprint: 'f',
    offsets: {},
    otherOffsets: [],
    rows: 0,
    valid: 0,
    dead: 0,
    filtered: 0,
    outputRows: 0,
    setAside: 0,
    watermark: null,
    lateWatermark: null,
    newestTimestamp: null,
    durationMs: 1,
    recounted: false,
    time,
    ...fields,
  };
}

/** An output row as the runner writes it. */
export function row(query: string, batch: number, id: string, value: object = {}): Message {
  return {
    key: 's1',
    value: JSON.stringify(value),
    headers: { query, batch: String(batch), fingerprint: 'f', row: id },
  };
}

/** A reading that the broker refused, as the generator sets it aside. */
export function oversizedLetter(seq: number, partition = 0, producer = 'p1'): Message {
  const place = { topic: topicNames.readings, partition: `${partition}`, seq: `${seq}` };
  return {
    key: `${producer}/${partition}:${seq}`,
    value: 'too large',
    headers: { reason: 'oversized', detail: 'a test', producer, ...place },
  };
}

export function deadLetter(
  query: string,
  partition: number,
  offset: number,
  reason = 'not_json',
): Message {
  const place = { topic: topicNames.readings, partition: `${partition}`, offset: `${offset}` };
  return {
    key: `${partition}:${offset}`,
    value: 'not json',
    headers: { query, reason, detail: 'a test', ...place },
  };
}

async function openProducer(connection: KafkaConnection): Promise<Producer> {
  const producer = kafkaClient(connection).producer();
  await producer.connect();
  return producer;
}

/** The chain's topics on a broker, made anew for each test. */
export class Traces {
  readonly kafka: Kafka;
  readonly #connection: KafkaConnection;
  #producer: Producer;

  private constructor(connection: KafkaConnection, kafka: Kafka, producer: Producer) {
    this.#connection = connection;
    this.kafka = kafka;
    this.#producer = producer;
  }

  static async open(connection: KafkaConnection): Promise<Traces> {
    return new Traces(connection, await openKafka(connection), await openProducer(connection));
  }

  /** Deletes all topics and declares the chain's again, with one output topic a query. */
  async clear(queries: readonly string[] = [], partitions = 1): Promise<void> {
    const admin = kafkaClient(this.#connection).admin();
    await admin.connect();
    const old = await this.kafka.topics();
    if (old.length > 0) await admin.deleteTopics({ topics: old });
    await admin.disconnect();
    await this.#gone(old);
    const declare = (name: string, config = {}) => ({
      name,
      partitions: name === topicNames.readings ? partitions : 1,
      replicationFactor: 1,
      config,
    });
    await this.kafka.declare([
      declare(topicNames.readings),
      declare(topicNames.deadLetters),
      declare(topicNames.progress, { 'cleanup.policy': 'compact' }),
      ...queries.map((query) => declare(query)),
    ]);
    // kafkajs drops records for partitions that its metadata does not know, and calls them sent: begin anew.
    await this.#producer.disconnect();
    this.#producer = await openProducer(this.#connection);
  }

  /** As retention would, all of them. */
  async deleteRecords(topic: string): Promise<void> {
    await deleteOldest(this.#connection, topic);
  }

  async #gone(topics: readonly string[]): Promise<void> {
    while ((await this.kafka.topics()).some((topic) => topics.includes(topic)));
  }

  async write(topic: string, messages: readonly Message[], partition = 0): Promise<void> {
    if (messages.length === 0) return;
    await this.#producer.send({ topic, messages: messages.map((m) => ({ ...m, partition })) });
  }

  /** Foreign records in a transaction: each leaves a marker behind its records, which takes an offset and is none. */
  async transact(
    topic: string,
    messages: readonly Message[],
    how: 'commit' | 'abort',
    partition = 0,
  ): Promise<void> {
    const before = await this.#end(topic, partition);
    const producer = kafkaClient(this.#connection).producer({
      ...{ transactionalId: `foreign-${how}`, idempotent: true, maxInFlightRequests: 1 },
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: messages.map((m) => ({ ...m, partition })) });
    await transaction[how]();
    await producer.disconnect();
    // The broker answers before the marker is in the log.
    while ((await this.#end(topic, partition)) <= before + messages.length);
  }

  async #end(topic: string, partition: number): Promise<number> {
    const bounds = (await this.kafka.offsets([topic])).get(topic) ?? [];
    return bounds.find((range) => range.partition === partition)?.end ?? 0;
  }

  async report(records: readonly ProgressRecord[]): Promise<void> {
    const writer = await openProgressWriter(this.#connection);
    await writer.write(records);
    await writer.close();
  }

  async close(): Promise<void> {
    await this.#producer.disconnect();
    await this.kafka.close();
  }
}
