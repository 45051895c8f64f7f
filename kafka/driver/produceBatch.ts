/**
 * Finished record batches through kafkajs's public `send`: a batch travels as the value of one pseudo-record, and the
 * Produce request carries its bytes as they are. Connections, metadata, leader moves, retries, TLS and SASL stay
 * kafkajs's. Like kafka/driver/internals.ts this holds for exactly one version of kafkajs.
 */
import Broker from 'kafkajs/src/broker/index.js';
import type { Connection, ProduceArguments } from 'kafkajs/src/broker/index.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import produceResponse from 'kafkajs/src/protocol/requests/produce/v7/response.js';
import { assertKafkajsVersion, assertSpoken } from './internals.ts';
import type { RequestVersion } from './internals.ts';

/** Version 7 is the first that allows zstd (KIP-110). */
const produceApi: RequestVersion = { apiKey: 0, apiName: 'Produce', apiVersion: 7 };

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
  /** Header and records as this producer sends them: the same bytes for the same stamp, never written to again. */
  stamped(stamp: Stamp): readonly [header: Buffer, records: Buffer];
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
    const batch = batchIn(request);
    return batch === undefined ? original.call(this, request) : send(this, request, batch);
  };
}

/** A send of a batch holds nothing else. */
function batchIn({ topicData }: ProduceArguments): BatchInTransit | undefined {
  const value = topicData[0]?.partitions[0]?.messages[0]?.value;
  if (!(value instanceof BatchInTransit)) return undefined;
  const { length } = topicData.flatMap(({ partitions }) =>
    partitions.flatMap(({ messages }) => messages),
  );
  if (length !== 1) throw new TypeError('a batch is sent alone');
  return value;
}

async function send(
  broker: Broker,
  request: ProduceArguments,
  batch: BatchInTransit,
): Promise<unknown> {
  assertProduceVersion(broker);
  try {
    const connection = await broker.connectionPool.getConnectionByRequest({ request: produceApi });
    if (!connection.isAuthenticated()) await connection.authenticate();
    return await sendOn(connection, request, batch);
  } catch (error) {
    // What kafkajs's own requests do: a closed connection is dropped, so that the next use opens a new one.
    if (error instanceof Error && error.name === 'KafkaJSConnectionClosedError') {
      await broker.disconnect();
    }
    throw error;
  }
}

/**
 * What kafkajs's `Connection.send` does, without its encoder, which copies a request three times into new memory: that
 * would cost more than everything else together.
 */
async function sendOn(
  connection: Connection,
  request: ProduceArguments,
  batch: BatchInTransit,
): Promise<unknown> {
  const queue = connection.requestQueue;
  const { payload } = await new Promise<{ payload: Buffer }>((resolve, reject) => {
    connection.failIfNotConnected();
    const correlationId = connection.nextCorrelationId();
    const parts = encode(request, batch, { correlationId, clientId: connection.clientId });
    queue.push({
      entry: { ...produceApi, correlationId, resolve, reject },
      expectResponse: true,
      requestTimeout: null,
      sendRequest: () => {
        connection.socket.cork();
        for (const part of parts) connection.socket.write(part);
        connection.socket.uncork();
      },
    });
  });
  const decoded = await produceResponse.decode(payload);
  queue.maybeThrottle(decoded.clientSideThrottleTime);
  return produceResponse.parse(decoded);
}

/** Layout: "Produce Request (Version: 7)" in Kafka's protocol guide. */
function encode(
  { acks = -1, timeout = 30_000, producerId, producerEpoch, topicData }: ProduceArguments,
  { batch, baseSequence }: BatchInTransit,
  { correlationId, clientId }: { correlationId: number; clientId: string },
): readonly Buffer[] {
  const parts = batch.stamped({ producerId: BigInt(producerId), producerEpoch, baseSequence });
  const batchBytes = parts[0].length + parts[1].length;
  const request = new Encoder(256)
    .writeInt16(produceApi.apiKey)
    .writeInt16(produceApi.apiVersion)
    .writeInt32(correlationId)
    .writeString(clientId)
    .writeString(null) // no transaction
    .writeInt16(acks)
    .writeInt32(timeout)
    .writeInt32(1) // topics
    .writeString(topicData[0]?.topic ?? '')
    .writeInt32(1) // partitions
    .writeInt32(batch.partition)
    .writeInt32(batchBytes).buffer;
  const size = new Encoder(4).writeInt32(request.length + batchBytes).buffer;
  return [size, request, ...parts];
}

function assertProduceVersion({ versions }: Broker): void {
  // kafkajs's own words for it, which the caller understands: the connection was lost meanwhile.
  if (versions === null) throw new Error('Broker not connected');
  const hint = "use a broker of Apache Kafka 2.1 or later, or set generator.encoder to 'stock'";
  assertSpoken(versions, produceApi, hint);
}
