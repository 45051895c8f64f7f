/**
 * Finished record batches through kafkajs's public `send`: a batch travels as the value of one pseudo-record, and the
 * Produce request carries its bytes as they are. Connections, metadata, leader moves, retries, TLS and SASL stay
 * kafkajs's. Like kafka/internals.ts this holds for exactly one version of kafkajs.
 */
import Broker from 'kafkajs/src/broker/index.js';
import type { ProduceArguments } from 'kafkajs/src/broker/index.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import produceResponse from 'kafkajs/src/protocol/requests/produce/v7/response.js';
import { CourantError } from '../chain/errors.ts';
import { assertKafkajsVersion } from './internals.ts';

/** Version 7 is the first that allows zstd (KIP-110). */
const produceApi = { key: 0, version: 7, name: 'Produce' } as const;

/** By what the broker recognises a repetition. */
export interface Stamp {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** Of the batch's first record. */
  readonly baseSequence: number;
}

/** A record batch, ready but for its producer. */
export interface WireBatch {
  readonly partition: number;
  /** Number of records. */
  readonly count: number;
  /** The bytes as this producer sends them: the same bytes for the same stamp. */
  stamped(stamp: Stamp): Buffer;
}

/**
 * A batch on its way: what is put into the place of a record's value. kafkajs counts a batch as one record, so the
 * sequence number is not its own but the sender's.
 */
export class BatchInTransit {
  readonly batch: WireBatch;
  readonly baseSequence: number;

  constructor(batch: WireBatch, baseSequence: number) {
    this.batch = batch;
    this.baseSequence = baseSequence;
  }

  /** As kafkajs's `send` takes it. */
  toMessage(): { partition: number; value: Buffer } {
    return { partition: this.batch.partition, value: this as unknown as Buffer };
  }
}

const original = Broker.prototype.produce;

/** From now on every producer of this process sends batches; sends of records stay as they are. */
export function enableBatches(): void {
  assertKafkajsVersion();
  if (Broker.prototype.produce !== original) return;
  Broker.prototype.produce = function produce(this: Broker, request: ProduceArguments) {
    const transit = batchIn(request);
    return transit === undefined ? original.call(this, request) : send(this, request, transit);
  };
}

interface Transit {
  readonly topic: string;
  readonly value: BatchInTransit;
}

/** A send of a batch holds nothing else. */
function batchIn({ topicData }: ProduceArguments): Transit | undefined {
  const [data] = topicData;
  const value = data?.partitions[0]?.messages[0]?.value;
  if (data === undefined || !(value instanceof BatchInTransit)) return undefined;
  const { length } = topicData.flatMap(({ partitions }) =>
    partitions.flatMap(({ messages }) => messages),
  );
  if (length !== 1) throw new TypeError('a batch is sent alone');
  return { topic: data.topic, value };
}

async function send(broker: Broker, request: ProduceArguments, transit: Transit): Promise<unknown> {
  assertProduceVersion(broker);
  try {
    return await broker.connectionPool.send({
      request: {
        apiKey: produceApi.key,
        apiVersion: produceApi.version,
        apiName: produceApi.name,
        encode: () => Promise.resolve(encode(request, transit)),
      },
      response: produceResponse,
    });
  } catch (error) {
    // What kafkajs's own requests do: a closed connection is dropped, so that the next use opens a new one.
    if (error instanceof Error && error.name === 'KafkaJSConnectionClosedError') {
      await broker.disconnect();
    }
    throw error;
  }
}

/**
 * Stamped here, where the bytes are copied into the request: whoever stamps the batch anew later changes no request.
 * Layout: "Produce Request (Version: 7)" in Kafka's protocol guide.
 */
function encode(
  { acks = -1, timeout = 30_000, producerId, producerEpoch }: ProduceArguments,
  { topic, value: { batch, baseSequence } }: Transit,
): Encoder {
  const bytes = batch.stamped({ producerId: BigInt(producerId), producerEpoch, baseSequence });
  return new Encoder(bytes.length + topic.length + 64)
    .writeString(null) // no transaction
    .writeInt16(acks)
    .writeInt32(timeout)
    .writeInt32(1) // topics
    .writeString(topic)
    .writeInt32(1) // partitions
    .writeInt32(batch.partition)
    .writeBytes(bytes);
}

function assertProduceVersion(broker: Broker): void {
  // kafkajs's own words for it, which the caller understands: the connection was lost meanwhile.
  if (broker.versions === null) throw new Error('Broker not connected');
  const range = broker.versions[produceApi.key];
  const { version } = produceApi;
  if (range !== undefined && range.minVersion <= version && version <= range.maxVersion) return;
  throw new CourantError({
    code: 'COURANT_KAFKA_UNREACHABLE',
    message: `the broker does not speak Produce version ${version}`,
    details: [`it offers ${range?.minVersion ?? '?'} to ${range?.maxVersion ?? '?'}`],
    hint: "use a broker of Apache Kafka 2.1 or later, or set generator.encoder to 'stock'",
  });
}
