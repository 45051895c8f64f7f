/** Where the fields of a record batch's header lie, in bytes from its start (Kafka's documentation, "Record Batch"). */
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
