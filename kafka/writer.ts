/** A writer of few records to one topic, surely: reports, dead letters. Readings go through lanes (generator/lanes/lanes.ts). */
import { setTimeout as pause } from 'node:timers/promises';
import type { Message, Producer } from 'kafkajs';
import { CourantError } from '../chain/errors.ts';
import { kafkaClient } from './client.ts';
import type { KafkaConnection } from './connection.ts';
import { Sockets } from './driver/cutSockets.ts';
import { debug } from './driver/debug.ts';
import { isDenied, isRefused, kafkaError, messageOf } from './driver/failure.ts';
import { asProducer } from './driver/producerIdentity.ts';
import { isFenced } from './driver/transactions.ts';
import type { ProducerIdentity } from './driver/transactions.ts';
import { within } from './driver/within.ts';

const defaultPatienceMs = 30_000;
const pauseMs = 200;
const closeMs = 2_000;

/**
 * @param identity as whom it writes, asked for each connection: what an earlier one sent can then no longer come later.
 * Default: as nobody in particular
 * @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED
 */
export async function openTopicWriter(
  connection: KafkaConnection,
  topic: string,
  identity?: () => Promise<ProducerIdentity>,
): Promise<TopicWriter> {
  const writer = new TopicWriter(connection, topic, identity);
  await writer.open().catch((error: unknown) => {
    throw kafkaError(error, connection, 'connecting');
  });
  return writer;
}

interface Open {
  readonly producer: Producer;
  readonly sockets: Sockets;
}

/**
 * One send at a time, resent while kafkajs rejects. A send that never settles costs its connections, or kafkajs would
 * go on with it behind its caller's back.
 */
export class TopicWriter {
  readonly #connection: KafkaConnection;
  readonly #topic: string;
  readonly #identity: (() => Promise<ProducerIdentity>) | undefined;
  #open: Promise<Open> | undefined;

  constructor(
    connection: KafkaConnection,
    topic: string,
    identity?: () => Promise<ProducerIdentity>,
  ) {
    this.#connection = connection;
    this.#topic = topic;
    this.#identity = identity;
  }

  /** Connects, unless it is. */
  async open(): Promise<Producer> {
    const opening = (this.#open ??= this.#connect());
    try {
      return (await opening).producer;
    } catch (error) {
      if (this.#open === opening) this.#open = undefined;
      throw error;
    }
  }

  async #connect(): Promise<Open> {
    const identity = await this.#identity?.();
    const sockets = new Sockets(this.#connection);
    const producer = kafkaClient(sockets.connection).producer({
      allowAutoTopicCreation: false,
      idempotent: true,
      ...(identity === undefined ? {} : asProducer(identity)),
    });
    try {
      await producer.connect();
      return { producer, sockets };
    } catch (error) {
      cut({ producer, sockets });
      throw error;
    }
  }

  /**
   * Returns when the broker has the records; one call at a time.
   * @param patienceMs Default: 30 s
   * @throws CourantError COURANT_SEND_FAILED where that passes without an acknowledgement, or at once where the broker
   * refuses the records; COURANT_KAFKA_DENIED and COURANT_PRODUCER_FENCED at once
   */
  async write(messages: Message[], patienceMs = defaultPatienceMs): Promise<void> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      try {
        await within(Math.max(0, deadline - performance.now()), this.#send(messages), noAnswer);
        return;
      } catch (error) {
        const isFinal = isDenied(error) || isFenced(error) || isRefused(error);
        if (isFinal || performance.now() >= deadline) {
          const took = isRefused(error) ? 'refused' : `not acknowledged in ${patienceMs / 1000} s`;
          throw this.#failed(
            error,
            `${messages.length} records for topic "${this.#topic}" were ${took}`,
          );
        }
        debug('writing to "%s" failed, and is tried again: %s', this.#topic, messageOf(error));
        await pause(pauseMs);
      }
    }
  }

  async #send(messages: Message[]): Promise<void> {
    const producer = await this.open();
    await producer.send({ topic: this.#topic, acks: -1, messages });
  }

  #failed(error: unknown, message: string): CourantError {
    this.#cut();
    return new CourantError({
      code: codeOf(error),
      message,
      details: [messageOf(error)],
      hint: 'see whether the broker runs: courant status',
      cause: error,
    });
  }

  /** Waits for nothing: whatever is outstanding is not sent any more. */
  #cut(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.then(cut, () => undefined);
  }

  async close(): Promise<void> {
    const disconnected = this.#open?.then(({ producer }) => producer.disconnect());
    if (disconnected) await within(closeMs, disconnected).catch(() => undefined);
    this.#cut();
  }
}

function cut({ producer, sockets }: Open): void {
  sockets.cut();
  // Ends kafkajs's timers; it may wait for answers that never come.
  void producer.disconnect().catch(() => undefined);
}

const noAnswer = 'no answer from the broker';

function codeOf(error: unknown) {
  if (isFenced(error)) return 'COURANT_PRODUCER_FENCED';
  return isDenied(error) ? 'COURANT_KAFKA_DENIED' : 'COURANT_SEND_FAILED';
}
