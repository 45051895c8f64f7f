/** Observer of Kafka for the supervisor: waits for the broker, declares the topics, then tells what came. */
import { setTimeout as pause } from 'node:timers/promises';
import { topicNames } from '../../../chain/names.ts';
import { openKafka } from '../../../kafka/client.ts';
import type { Kafka, TopicDeclaration } from '../../../kafka/client.ts';
import { rowsLeft } from '../../data/catchUp.ts';
import { KafkaObserver } from '../../data/kafkaSnapshot.ts';
import type { KafkaSnapshot, TopicOffsets } from '../../data/kafkaSnapshot.ts';

export class Observer {
  readonly #bootstrapServers: readonly string[];
  readonly #outputs: readonly string[];
  #kafka: Kafka | undefined;
  #observer: KafkaObserver | undefined;

  constructor(bootstrapServers: readonly string[], outputs: readonly string[]) {
    this.#bootstrapServers = bootstrapServers;
    this.#outputs = outputs;
  }

  /**
   * Waits for the broker, then declares the topics.
   * @param first done as soon as the broker answers
   * @returns where they end before anything came
   */
  async connect(
    topics: readonly TopicDeclaration[],
    first: (kafka: Kafka) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TopicOffsets> {
    while (this.#kafka === undefined) {
      signal.throwIfAborted();
      try {
        this.#kafka = await openKafka({ bootstrapServers: this.#bootstrapServers });
      } catch {
        await pause(40, undefined, { signal });
      }
    }
    await first(this.#kafka);
    await this.#kafka.declare(topics);
    const observed = [topicNames.readings, ...this.#outputs];
    this.#observer = new KafkaObserver(this.#kafka, observed);
    return this.#kafka.offsets(observed);
  }

  /** Makes those topics that are gone. @throws CourantError COURANT_KAFKA_UNREACHABLE */
  async declare(topics: readonly TopicDeclaration[]): Promise<void> {
    await this.#kafka?.declare(topics);
  }

  /** Rides out 30 s without an answer. @throws CourantError COURANT_KAFKA_UNREACHABLE */
  async observe(): Promise<KafkaSnapshot> {
    if (this.#observer === undefined) throw new Error('observe() comes after connect()');
    return this.#observer.observe();
  }

  /** Rows that the slowest query has left; `undefined` where none has reported. */
  async rowsLeft(): Promise<number | undefined> {
    return rowsLeft(await this.observe(), this.#outputs);
  }

  async close(): Promise<void> {
    await this.#kafka?.close().catch(() => undefined);
    this.#kafka = undefined;
    this.#observer = undefined;
  }
}
