/**
 * One live process a producer's name. A process takes the name over with a higher epoch of the same producer id, and
 * writes a marker of that epoch into each partition, which is no record: from then on the partition's broker refuses
 * whatever the process before it sent, also what lay in a frozen broker's buffers (KIP-98). Only what is read after
 * that is surely all that the process before has written.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { CourantError } from '../chain/errors.ts';
import { transactionalIdOf } from '../chain/names.ts';
import type { KafkaConnection } from './connection.ts';
import type { Broker } from './driver/internals.ts';
import { messageOf } from './driver/failure.ts';
import { Link } from './driver/link.ts';
import { isBusy, isFenced, mark, nextEpoch } from './driver/transactions.ts';
import type { ProducerIdentity, TopicPartitions } from './driver/transactions.ts';

export type { ProducerIdentity, TopicPartitions };

const busyPauseMs = 20;

export class Fence {
  /** Nobody is known to have had the name before: whoever had it without a fence, or more than 7 days ago, is not fenced. */
  isFirst = false;
  readonly #connection: KafkaConnection;
  readonly #producer: string;
  #identity: ProducerIdentity | undefined;
  /** A marker may be half written. */
  #isMarking = false;
  /** Partitions that nothing was written to since they were fenced. */
  readonly #fresh = new Set<string>();
  readonly #asked = new Map<string, Promise<ProducerIdentity>>();
  #work: Promise<unknown> = Promise.resolve();
  #link: Link | undefined;

  private constructor(connection: KafkaConnection, producer: string) {
    this.#connection = connection;
    this.#producer = producer;
  }

  /**
   * Takes the name over, for these partitions; returns when nothing of an earlier process can be written to them.
   * @throws CourantError COURANT_KAFKA_UNREACHABLE, COURANT_KAFKA_DENIED
   */
  static async takeOver(
    connection: KafkaConnection,
    producer: string,
    topics: readonly TopicPartitions[],
  ): Promise<Fence> {
    const fence = new Fence(connection, producer);
    await fence.#with(async (broker) => {
      await fence.#claim(broker);
      fence.isFirst = fence.#identity?.producerEpoch === 0;
    });
    if (!fence.isFirst) await fence.#renew(topics);
    for (const { topic, partitions } of topics)
      for (const partition of partitions) fence.#fresh.add(keyOf(topic, partition));
    return fence;
  }

  /**
   * As whom a new connection writes to the partition: nothing that was sent to it before can be written any more.
   * Only the newest identity of a partition may write to it, from sequence number 0 on.
   * @throws CourantError COURANT_PRODUCER_FENCED when another process has taken the name over,
   * COURANT_KAFKA_UNREACHABLE, COURANT_KAFKA_DENIED
   */
  identity(topic: string, partition: number): Promise<ProducerIdentity> {
    const key = keyOf(topic, partition);
    if (this.#fresh.delete(key) && this.#identity) return Promise.resolve(this.#identity);
    // Who gave up waiting and asks again waits for the same one: the next one would fence it.
    const asked = this.#asked.get(key) ?? this.#ask(key, [{ topic, partitions: [partition] }]);
    this.#asked.set(key, asked);
    return asked;
  }

  async close(): Promise<void> {
    await this.#link?.close();
  }

  #ask(key: string, topics: readonly TopicPartitions[]): Promise<ProducerIdentity> {
    const asked = this.#work
      .then(() => this.#renew(topics))
      .finally(() => {
        this.#asked.delete(key);
      });
    this.#work = asked.catch(() => undefined);
    return asked;
  }

  /** May be broken off anywhere, and begun again. */
  async #renew(topics: readonly TopicPartitions[]): Promise<ProducerIdentity> {
    return this.#with(async (broker) => {
      // The epoch of a marker that was begun must not change before that is ended: the coordinator would fence us.
      const marked = this.#isMarking ? this.#identity : undefined;
      const identity = marked ?? (await this.#claim(broker));
      this.#isMarking = true;
      await whileBusy(() => mark(broker, this.#transactionalId, identity, topics));
      this.#isMarking = false;
      // The coordinator gives no epoch before the markers are written.
      return this.#claim(broker);
    });
  }

  async #claim(broker: Broker): Promise<ProducerIdentity> {
    const next = () => nextEpoch(broker, this.#transactionalId, this.#identity);
    this.#identity = await whileBusy(next);
    return this.#identity;
  }

  get #transactionalId(): string {
    return transactionalIdOf(this.#producer);
  }

  async #with<T>(work: (coordinator: Broker) => Promise<T>): Promise<T> {
    const link = await Link.open(this.#connection);
    this.#link = link;
    const doing = `taking over the producer "${this.#producer}"`;
    try {
      return await link.retrying(doing, async () => {
        try {
          return await work(await link.transactionCoordinator(this.#transactionalId));
        } catch (error) {
          throw isFenced(error) ? fenced(this.#producer, [messageOf(error)], error) : error;
        }
      });
    } finally {
      await link.close();
    }
  }
}

async function whileBusy<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!isBusy(error) || tries >= 100) throw error;
      await pause(busyPauseMs);
    }
  }
}

/** What the process is told whose producer's name was taken over. */
export function fenced(
  producer: string,
  details: readonly string[],
  cause?: unknown,
): CourantError {
  return new CourantError({
    code: 'COURANT_PRODUCER_FENCED',
    message: `another generator named "${producer}" has taken over`,
    details,
    left: 'the other one has counted what this one sent, and goes on behind it',
    hint: 'let the other one run, or start this one with another --name',
    cause,
  });
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
