/** Writing to the topic `courant.progress`. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Message, Producer } from 'kafkajs';
import { CourantError } from '../chain/errors.ts';
import { topicNames } from '../chain/names.ts';
import { progressKey } from '../chain/progress.ts';
import type { ProgressRecord } from '../chain/progress.ts';
import { kafkaClient } from './client.ts';
import type { KafkaConnection } from './connection.ts';
import { isDenied, kafkaError } from './failure.ts';

export interface ProgressWriter {
  /**
   * Writes the reports in their order and returns when the broker has them. Calls are carried out one after the other;
   * a later report of a key replaces an earlier one.
   * @throws CourantError COURANT_SEND_FAILED after 30 s without an acknowledgement, COURANT_KAFKA_DENIED at once
   */
  write(records: readonly ProgressRecord[]): Promise<void>;
  /** Waits for the writes under way. */
  close(): Promise<void>;
}

const deadlineMs = 30_000;
const pauseMs = 200;
/** All reports of this writer lie in one partition, so that the newest of a key is the last. */
const partition = 0;

/** @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED */
export async function openProgressWriter(connection: KafkaConnection): Promise<ProgressWriter> {
  const sender = new Sender(connection);
  await sender.open().catch((error: unknown) => {
    throw kafkaError(error, connection, 'connecting');
  });
  let last: Promise<void> = Promise.resolve();
  return {
    write: (records) => {
      const sends = sendsOf(records.map(messageOf));
      // What comes first must be there before what stands on it: a truth before the report of its readings.
      const written = last.then(async () => {
        for (const messages of sends) await sender.send(messages);
      });
      last = written.catch(() => undefined);
      return written;
    },
    close: async () => {
      await last;
      await sender.close();
    },
  };
}

function messageOf(record: ProgressRecord) {
  return { key: progressKey(record), value: JSON.stringify(record), partition };
}

/** A broker takes batches of 1 MiB by default (`max.message.bytes`). */
const mostBytesASend = 500_000;

/** The messages in their order, cut into sends that a broker takes. */
function sendsOf<M extends { readonly value: string }>(messages: readonly M[]): M[][] {
  const sends: M[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    bytes += message.value.length;
    if (bytes > mostBytesASend) {
      sends.push([]);
      bytes = message.value.length;
    }
    sends.at(-1)?.push(message);
  }
  return sends;
}

/** One send at a time, resent while kafkajs rejects; a send that never settles costs its producer. */
class Sender {
  readonly #connection: KafkaConnection;
  #producer: Producer | undefined;

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
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

  async send(messages: Message[]): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    for (;;) {
      try {
        const producer = await this.open();
        const sent = producer.send({ topic: topicNames.progress, acks: -1, messages });
        await settledBy(sent, deadline);
        return;
      } catch (error) {
        if (isDenied(error) || Date.now() >= deadline) throw this.#failed(error, messages.length);
        await pause(pauseMs);
      }
    }
  }

  #failed(error: unknown, count: number): CourantError {
    void this.close();
    return new CourantError({
      code: isDenied(error) ? 'COURANT_KAFKA_DENIED' : 'COURANT_SEND_FAILED',
      message: `${count} progress records for topic "${topicNames.progress}" were not acknowledged in ${deadlineMs / 1000} s`,
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

/** kafkajs retries some failures for ever: after the deadline the send counts as failed, whatever becomes of it. */
async function settledBy(sent: Promise<unknown>, deadline: number): Promise<void> {
  const stop = new AbortController();
  const late = pause(Math.max(0, deadline - Date.now()), undefined, { signal: stop.signal });
  late.catch(() => undefined);
  const outcome = await Promise.race([
    sent.then(() => 'sent' as const),
    late.then(() => 'late' as const),
  ]).finally(() => {
    stop.abort();
  });
  if (outcome === 'late') throw new Error('no answer from the broker');
}
