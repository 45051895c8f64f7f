/** Looks at Kafka for the supervisor: when the legs are there, when the first reading and the first row came. */
import { setTimeout as pause } from 'node:timers/promises';
import { topicNames } from '../../../chain/names.ts';
import type { QueryProgress } from '../../../chain/progress.ts';
import { openKafka } from '../../../kafka/client.ts';
import type { Kafka, PartitionOffsets, TopicDeclaration } from '../../../kafka/client.ts';
import { readProgress } from '../../../kafka/progress.ts';
import type { ProgressSnapshot } from '../../../kafka/progress.ts';

/** What is known of the data; counts are records since the observer first looked. */
export interface Observation {
  readonly readings: number;
  /** The output topic with rows, if there is one. */
  readonly output: string | undefined;
  readonly queries: readonly QueryProgress[];
  /** Rows that no query has left to read: the largest lag over all queries. */
  readonly lagRows: number;
}

type Offsets = ReadonlyMap<string, readonly PartitionOffsets[]>;

export class Observer {
  readonly #bootstrapServers: readonly string[];
  readonly #outputs: readonly string[];
  #kafka: Kafka | undefined;
  #base: Offsets | undefined;
  #progress: ProgressSnapshot | undefined;

  constructor(bootstrapServers: readonly string[], outputs: readonly string[]) {
    this.#bootstrapServers = bootstrapServers;
    this.#outputs = outputs;
  }

  /** Waits for the broker, then declares the topics. */
  async connect(topics: readonly TopicDeclaration[], signal: AbortSignal): Promise<void> {
    while (this.#kafka === undefined) {
      signal.throwIfAborted();
      try {
        this.#kafka = await openKafka({ bootstrapServers: this.#bootstrapServers });
      } catch {
        await pause(40, undefined, { signal });
      }
    }
    await this.#kafka.declare(topics);
    this.#base = await this.#offsets(this.#kafka);
  }

  /** Rides out 30 s without an answer. @throws CourantError COURANT_KAFKA_UNREACHABLE */
  async look(): Promise<Observation> {
    const kafka = this.#kafka;
    if (kafka === undefined) throw new Error('look() comes after connect()');
    this.#progress = await readProgress(kafka, this.#progress);
    const offsets = await this.#offsets(kafka);
    const { queries } = this.#progress;
    const own = queries.filter(({ query }) => this.#outputs.includes(query));
    return {
      readings: this.#grown(offsets, topicNames.readings),
      output: this.#outputs.find((topic) => this.#grown(offsets, topic) > 0),
      queries: own,
      lagRows: Math.max(0, ...own.map((query) => lagOf(query, offsets))),
    };
  }

  async close(): Promise<void> {
    await this.#kafka?.close().catch(() => undefined);
    this.#kafka = undefined;
  }

  #offsets(kafka: Kafka): Promise<Offsets> {
    return kafka.offsets([topicNames.readings, ...this.#outputs]);
  }

  #grown(offsets: Offsets, topic: string): number {
    return endOf(offsets.get(topic)) - endOf(this.#base?.get(topic));
  }
}

function endOf(partitions: readonly PartitionOffsets[] | undefined): number {
  return (partitions ?? []).reduce((sum, { end }) => sum + end, 0);
}

function lagOf({ offsets: read, topic }: QueryProgress, offsets: Offsets): number {
  const partitions = offsets.get(topic) ?? [];
  return partitions.reduce((sum, { partition, start, end }) => {
    const next = Math.max(start, read[String(partition)]?.end ?? start);
    return sum + Math.max(0, end - next);
  }, 0);
}
