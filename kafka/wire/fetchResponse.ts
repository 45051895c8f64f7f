/** Decodes a Fetch response version 11 down to the record batches, which stay as bytes (kafka/wire/recordView.ts). */

export interface FetchedPartition {
  readonly partition: number;
  /** Kafka's error code; 0 is none. */
  readonly errorCode: number;
  /** Offset after the last record that may be read. */
  readonly highWatermark: number;
  /** Log start offset; −1 when the broker does not tell. */
  readonly logStart: number;
  /** Record batches, the last one perhaps cut off. */
  readonly batches: Buffer;
}

/** A 64-bit offset; exact up to 2⁵³. */
export function readOffset(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 4_294_967_296 + bytes.readUInt32BE(at + 4);
}

class Cursor {
  readonly bytes: Buffer;
  at = 0;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
  int16(): number {
    this.at += 2;
    return this.bytes.readInt16BE(this.at - 2);
  }
  int32(): number {
    this.at += 4;
    return this.bytes.readInt32BE(this.at - 4);
  }
  int64(): number {
    this.at += 8;
    return readOffset(this.bytes, this.at - 8);
  }
  take(length: number): Buffer {
    const from = this.at;
    this.at += Math.max(0, length);
    return this.bytes.subarray(from, this.at);
  }
}

export function decodeFetchResponse(payload: Buffer): FetchedPartition[] {
  const cursor = new Cursor(payload);
  cursor.at = 4; // throttle time
  const errorCode = cursor.int16();
  cursor.int32(); // session id
  const partitions: FetchedPartition[] = [];
  for (let topics = cursor.int32(); topics > 0; topics--) {
    cursor.take(cursor.int16()); // name: one topic a request
    for (let count = cursor.int32(); count > 0; count--) {
      partitions.push(decodePartition(cursor, errorCode));
    }
  }
  return partitions;
}

function decodePartition(cursor: Cursor, requestError: number): FetchedPartition {
  const partition = cursor.int32();
  const errorCode = cursor.int16() || requestError;
  const highWatermark = cursor.int64();
  cursor.int64(); // last stable offset
  const logStart = cursor.int64();
  for (let aborted = cursor.int32(); aborted > 0; aborted--) cursor.take(16);
  cursor.int32(); // preferred read replica
  return { partition, errorCode, highWatermark, logStart, batches: cursor.take(cursor.int32()) };
}
