/** The Kafka client as a lane's sender. */
import type { Message, Producer } from 'kafkajs';
import type { GeneratorSettings } from '../../chain/definition/generatorSchema.ts';
import { kafkaClient } from '../../kafka/client.ts';
import type { KafkaConnection } from '../../kafka/client.ts';
import { within } from '../../kafka/driver/within.ts';
import { BatchInTransit, enableBatches } from '../../kafka/driver/produceBatch.ts';
import type { Codec } from '../../kafka/wire/compression.ts';
import type { SealedBatch } from '../batch/sealedBatch.ts';
import { StaleMetadataError } from './rejection.ts';
import type { Sender } from './sender.ts';
import { Sockets } from '../../kafka/driver/cutSockets.ts';
import { asProducer } from '../../kafka/driver/producerIdentity.ts';
import type { ProducerIdentity } from '../../kafka/fence.ts';

export type Encoder = GeneratorSettings['encoder'];

export interface SenderOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly encoder: Encoder;
  readonly codec: Codec;
  /** As whom it writes. Default: as a producer that nobody was before. */
  readonly identity?: () => Promise<ProducerIdentity>;
}

const connectMs = 20_000;
const closeMs = 2_000;

/** Connects a producer that serves one lane. @throws what kafkajs throws, or after 20 s */
export async function openSender(options: SenderOptions): Promise<Sender> {
  const asked = options.identity?.();
  const identity = asked && (await within(connectMs, asked));
  const sockets = new Sockets(options.connection);
  const producer = kafkaClient(sockets.connection).producer({
    idempotent: true,
    ...(identity === undefined ? {} : asProducer(identity)),
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
    // The lane itself sends again, and it wants to know early what goes wrong.
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 3 },
  });
  try {
    await within(connectMs, producer.connect());
  } catch (error) {
    sockets.cut();
    throw error;
  }
  if (options.encoder === 'batch') enableBatches();
  return {
    send: batchSender(producer, options),
    close: async () => {
      await within(closeMs, producer.disconnect()).catch(() => undefined);
      sockets.cut();
    },
    abandon: () => {
      sockets.cut();
      // Ends kafkajs's timers; it may wait for answers that never come.
      void producer.disconnect().catch(() => undefined);
    },
  };
}

/**
 * The broker recognises a repetition by producer, epoch and sequence number: whatever is sent before the first
 * acknowledgement of a batch carries that batch's number.
 */
function batchSender(producer: Producer, { topic, codec, encoder }: SenderOptions): Sender['send'] {
  /** Of the next batch's first record. */
  let sequence = 0;
  return async (batch) => {
    const messages =
      encoder === 'stock' ? recordsOf(batch) : [new BatchInTransit(batch, sequence).toMessage()];
    const [written] = await producer.send({ topic, acks: -1, messages, compression: codec.id });
    // kafkajs drops records for a partition that its metadata does not know, and calls the send done.
    if (written === undefined) throw new StaleMetadataError(batch.partition);
    sequence += batch.count;
    return Number(written.baseOffset ?? -1);
  };
}

/** The batch's records as objects, to be encoded by kafkajs. */
function recordsOf(batch: SealedBatch): Message[] {
  const messages: Message[] = [];
  const { partition } = batch;
  batch.eachRecord((record) => {
    const { key, value } = record;
    const timestamp = String(record.timestampMs);
    messages.push({ partition, key, value, timestamp, headers: record.headers() });
  });
  return messages;
}
