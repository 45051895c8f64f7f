/** One connection to the brokers that outlives their restarts: metadata, leaders, and retries with a deadline. */
import { setTimeout as pause } from 'node:timers/promises';
import { CourantError } from '../../chain/errors.ts';
import type { KafkaConnection } from '../connection.ts';
import { isTransient, kafkaError, messageOf } from './failure.ts';
import { debug } from './debug.ts';
import { createCluster } from './internals.ts';
import type { Broker, Cluster, ClusterMetadata } from './internals.ts';
import { coordinatorOf } from './transactions.ts';

/** How long reads go on while the brokers do not answer: a killed broker is back after about 5 s. */
const patienceMs = 30_000;
const pauseMs = 200;

export class Link {
  readonly connection: KafkaConnection;
  readonly #cluster: Cluster;
  readonly #signal: AbortSignal | undefined;
  #isClosed = false;

  private constructor(connection: KafkaConnection, cluster: Cluster, signal?: AbortSignal) {
    this.connection = connection;
    this.#cluster = cluster;
    this.#signal = signal;
  }

  /**
   * @param signal ends what is under way, at once
   * @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED; the signal's reason when it aborts
   */
  static async open(connection: KafkaConnection, signal?: AbortSignal): Promise<Link> {
    const cluster = createCluster(connection, signal);
    try {
      await cluster.connect();
      await cluster.brokerPool.refreshMetadata([]);
    } catch (error) {
      await cluster.disconnect().catch(() => undefined);
      signal?.throwIfAborted();
      throw kafkaError(error, connection, 'connecting');
    }
    debug('connected to %s', connection.bootstrapServers.join(', '));
    return new Link(connection, cluster, signal);
  }

  /** Every topic's partitions and leaders, asked anew. */
  async metadata(): Promise<ClusterMetadata> {
    await this.#cluster.brokerPool.refreshMetadata([]);
    const { metadata } = this.#cluster.brokerPool;
    if (metadata === null) throw new Error('Broker not connected');
    return metadata;
  }

  /**
   * The partitions of a topic as last seen, in their order, each with its leader; −1 is none.
   * @returns `undefined` when there is no such topic
   */
  leaders(topic: string) {
    const found = this.#cluster.brokerPool.metadata?.topicMetadata.find((t) => t.topic === topic);
    return found?.partitionMetadata
      .map(({ partitionId, leader }) => ({ partition: partitionId, leader }))
      .sort((a, b) => a.partition - b.partition);
  }

  broker(nodeId: number): Promise<Broker> {
    return this.#cluster.findBroker({ nodeId });
  }

  async controller(): Promise<Broker> {
    const { controllerId } = await this.metadata();
    return this.broker(controllerId);
  }

  /** The broker that coordinates the transactions of this id. */
  async transactionCoordinator(transactionalId: string): Promise<Broker> {
    return this.broker(await coordinatorOf(await this.controller(), transactionalId));
  }

  /** By topic and partition. */
  async listOffsets(topics: ReadonlyMap<string, readonly number[]>, edge: 'start' | 'end') {
    const listed = await this.#cluster.fetchTopicsOffset(
      [...topics].map(([topic, partitions]) => ({
        topic,
        partitions: partitions.map((partition) => ({ partition })),
        fromBeginning: edge === 'start',
      })),
    );
    const numbers = (of: (typeof listed)[number]) =>
      new Map(of.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    return new Map(listed.map((of) => [of.topic, numbers(of)]));
  }

  /**
   * Repeats `attempt` while the connection fails, refreshing the metadata, until it has failed for 30 s.
   * @param doing the step for messages, like "reading topic x"
   */
  async retrying<T>(doing: string, attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        this.#signal?.throwIfAborted();
        const isOver = this.#isClosed || signal?.aborted === true || Date.now() > deadline;
        if (!isTransient(error) || isOver) throw kafkaError(error, this.connection, doing);
        debug('%s failed, and is tried again: %s', doing, messageOf(error));
      }
      await pause(pauseMs, undefined, signal === undefined ? {} : { signal });
      await this.metadata().catch(() => undefined);
    }
  }

  unknownTopic(topic: string): CourantError {
    return new CourantError({
      code: 'COURANT_TOPIC_UNKNOWN',
      message: `there is no topic "${topic}"`,
      details: [`topics: ${this.topicNames().join(', ') || 'none'}`],
      hint: 'see the topics of the chain: courant status',
    });
  }

  /** Topics as last seen, Kafka's own left out. */
  topicNames(): string[] {
    const topics = this.#cluster.brokerPool.metadata?.topicMetadata ?? [];
    return topics
      .map(({ topic }) => topic)
      .filter((topic) => !topic.startsWith('__'))
      .sort();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#cluster.disconnect();
  }
}
