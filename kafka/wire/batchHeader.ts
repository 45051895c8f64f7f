/** The header of a record batch, format v2 ("Record Batch" in Kafka's documentation). */

/** Where its fields lie, in bytes from its start. */
export const headerAt = {
  baseOffset: 0,
  /** Of everything behind this field. */
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  /** Over everything behind this field. */
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const;

/** The number of this format, in the field `magic`. */
export const formatVersion = 2;

/** What the bits of the attributes mean. */
export const attributeBits = {
  codec: 0x07,
  /** The broker's clock stamped the whole batch (`message.timestamp.type=LogAppendTime`). */
  appendTime: 0x08,
  /** It holds a marker of a transaction, and no records. */
  control: 0x20,
} as const;

/** Where the batch ends that begins at `at`. */
export function batchEnd(block: Buffer, at: number): number {
  return at + headerAt.leaderEpoch + block.readInt32BE(at + headerAt.length);
}

/** What its field `length` says of a batch with so many bytes of records. */
export function lengthField(recordBytes: number): number {
  return headerAt.records + recordBytes - headerAt.leaderEpoch;
}
