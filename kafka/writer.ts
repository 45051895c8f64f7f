/** A writer of few records to one topic, surely: reports, dead letters. Readings go through lanes (generator/lanes/lanes.ts). */
import { setTimeout as pause } from 'node:timers/promises';
import type { Message, Producer } from 'kafkajs';
import { CourantError } from '../chain/errors.ts';
import { kafkaClient } from './client.ts';
import type { KafkaConnection } from './connection.ts';
import { debug } from './driver/debug.ts';
import { isDenied, kafkaError, messageOf } from './driver/failure.ts';
import { within } from './driver/within.ts';

const deadlineMs = 30_000;
const pauseMs = 200;

/** @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED */
export async function openTopicWriter(
  connection: KafkaConnection,
  topic: string,
): Promise<TopicWriter> {
  const writer = new TopicWriter(connection, topic);
  await writer.open().catch((error: unknown) => {
    throw kafkaError(error, connection, 'connecting');
  });
  return writer;
}

/** One send at a time, resent while kafkajs rejects; a send that never settles costs its producer. */
export class TopicWriter {
  readonly #connection: KafkaConnection;
  readonly #topic: string;
  #producer: Producer | undefined;

  constructor(connection: KafkaConnection, topic: string) {
    this.#connection = connection;
    this.#topic = topic;
  }

  async open(): Promise<Producer> {
    if (this.#producer) return this.#producer;
    const producer = kafkaClient(this.#connection).producer({
      allowAutoTopicCreation: false,
      idempotent: true,
    });
    await producer.connect();
    this.#producer = producer;
    return producer;
  }

  /**
   * Returns when the broker has the records; one call at a time.
   * @throws CourantError COURANT_SEND_FAILED after 30 s without an acknowledgement, COURANT_KAFKA_DENIED at once
   */
  async write(messages: Message[]): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    for (;;) {
      try {
        const producer = await this.open();
        const sent = producer.send({ topic: this.#topic, acks: -1, messages });
        await within(Math.max(0, deadline - Date.now()), sent, 'no answer from the broker');
        return;
      } catch (error) {
        if (isDenied(error) || Date.now() >= deadline) throw this.#failed(error, messages.length);
        debug('writing to "%s" failed, and is tried again: %s', this.#topic, messageOf(error));
        await pause(pauseMs);
      }
    }
  }

  #failed(error: unknown, count: number): CourantError {
    void this.close();
    return new CourantError({
      code: isDenied(error) ? 'COURANT_KAFKA_DENIED' : 'COURANT_SEND_FAILED',
      message: `${count} records for topic "${this.#topic}" were not acknowledged in ${deadlineMs / 1000} s`,
      details: [error instanceof Error ? error.message : String(error)],
      hint: 'see whether the broker runs: courant status',
      cause: error,
    });
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }
}
