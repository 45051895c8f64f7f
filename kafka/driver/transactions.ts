/**
 * The few requests of Kafka's transactions by which a producer takes over a name: courant writes nothing in a
 * transaction. Like kafka/driver/internals.ts this holds for exactly one version of kafkajs.
 */
import Encoder from 'kafkajs/src/protocol/encoder.js';
import type { Broker } from './internals.ts';
import { assertSpoken } from './internals.ts';
import type { RequestVersion } from './internals.ts';
import { WireReader } from '../wire/reader.ts';

/** By what brokers know a producer. Of two epochs of one id the higher one is the later. */
export interface ProducerIdentity {
  /** A whole number of 64 bits, as text. */
  readonly producerId: string;
  readonly producerEpoch: number;
}

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** Version 3 is the first that tells who asks, so that whoever was fenced gets no new epoch (KIP-360); 4 has code 90. */
const initApi: RequestVersion = { apiKey: 22, apiName: 'InitProducerId', apiVersion: 4 };
const noIdentity: ProducerIdentity = { producerId: '-1', producerEpoch: -1 };
/** After so long the coordinator ends a transaction by itself; brokers allow 15 min by default. */
const transactionMs = 300_000;
/** `INVALID_PRODUCER_EPOCH` and `PRODUCER_FENCED`: a producer of a later epoch has taken over. */
const fencedCodes = new Set<unknown>([47, 90]);
const fencedTypes = new Set<unknown>(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED']);
const transactionCoordinator = 1;

/** The broker answered with an error code; most pass when the coordinator is asked again. */
class CoordinatorError extends Error {
  override readonly name = 'KafkaJSProtocolError';
  readonly code: number;
  constructor(code: number) {
    super(`the transaction coordinator answered with error ${code}`);
    this.code = code;
  }
}

/** Asked again a moment later it answers: it reads its state, or ends the transaction before. */
const busyCodes = new Set<unknown>([14, 51]);

/** Whether a broker refused this because another producer has taken over the name. */
export function isFenced(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { type, code } = error as { type?: unknown; code?: unknown };
    if (fencedTypes.has(type) || fencedCodes.has(code)) return true;
  }
  return false;
}

/** Whether the coordinator has only to be asked again. */
export function isBusy(thrown: unknown): boolean {
  return busyCodes.has((thrown as { code?: unknown }).code);
}

/**
 * Which broker coordinates the transactions of this id. Asked of one broker: what kafkajs's cluster offers swallows why
 * it failed, a right that is missing among it.
 */
export async function coordinatorOf(broker: Broker, transactionalId: string): Promise<number> {
  const found = await broker.findGroupCoordinator({
    groupId: transactionalId,
    coordinatorType: transactionCoordinator,
  });
  return found.coordinator.nodeId;
}

/**
 * The next epoch of the id, or the first one of a new producer without one; a transaction that is under way is aborted first (then this is to be asked again).
 * @param before who asks: it is refused when a later one has asked meanwhile, and asking again gives the same answer.
 * Absent: whoever comes later, refused never
 */
export async function nextEpoch(
  broker: Broker,
  transactionalId: string | null,
  before: ProducerIdentity = noIdentity,
): Promise<ProducerIdentity> {
  assertSpoken(broker.versions, initApi, 'use a broker of Apache Kafka 2.7 or later');
  return broker.connectionPool.send({
    request: { ...initApi, encode: () => Promise.resolve(encodeInit(transactionalId, before)) },
    response: { decode: (payload) => Promise.resolve(decodeInit(payload)), parse: refuseError },
    logResponseError: false,
  });
}

/** Writes a marker of this epoch into each partition, which is no record; returns before they are written. */
export async function mark(
  broker: Broker,
  transactionalId: string,
  { producerId, producerEpoch }: ProducerIdentity,
  topics: readonly TopicPartitions[],
): Promise<void> {
  const transaction = { transactionalId, producerId, producerEpoch };
  await broker.addPartitionsToTxn({ ...transaction, topics });
  await broker.endTxn({ ...transaction, transactionResult: false });
}

/** Layout: "InitProducerId Request (Version: 4)" in Kafka's protocol guide, from the tagged fields of its header on. */
function encodeInit(
  transactionalId: string | null,
  { producerId, producerEpoch }: ProducerIdentity,
) {
  return new Encoder(256)
    .writeUVarInt(0)
    .writeUVarIntString(transactionalId)
    .writeInt32(transactionMs)
    .writeInt64(producerId)
    .writeInt16(producerEpoch)
    .writeUVarInt(0);
}

function decodeInit(payload: Buffer) {
  const reader = new WireReader(payload);
  reader.skip(1); // the header's tagged fields: none
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  const producerId = String(reader.int64());
  return { clientSideThrottleTime, errorCode, producerId, producerEpoch: reader.int16() };
}

function refuseError<Decoded extends { readonly errorCode: number }>(
  decoded: Decoded,
): Promise<Decoded> {
  const { errorCode } = decoded;
  return errorCode === 0
    ? Promise.resolve(decoded)
    : Promise.reject(new CoordinatorError(errorCode));
}
