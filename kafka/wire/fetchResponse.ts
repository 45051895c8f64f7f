/** Decodes a Fetch response version 11 down to the record batches, which stay as bytes (kafka/wire/recordView.ts). */
import { WireReader } from './reader.ts';

export interface FetchedPartition {
  readonly partition: number;
  /** Kafka's error code; 0 is none. */
  readonly errorCode: number;
  /** Offset after the last record that may be read. */
  readonly highWatermark: number;
  /** Record batches, the last one perhaps cut off. */
  readonly batches: Buffer;
}

export function decodeFetchResponse(payload: Buffer): FetchedPartition[] {
  const reader = new WireReader(payload);
  reader.skip(4); // throttle time
  const errorCode = reader.int16();
  reader.skip(4); // session id
  const topics = reader.array(() => {
    reader.string(); // name: one topic a request
    return reader.array(() => decodePartition(reader, errorCode));
  });
  return topics?.flatMap((partitions) => partitions ?? []) ?? [];
}

function decodePartition(reader: WireReader, requestError: number): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16() || requestError;
  const highWatermark = reader.int64();
  reader.skip(8 + 8); // last stable offset, log start offset
  reader.array(() => {
    reader.skip(16); // aborted transactions
  });
  reader.skip(4); // preferred read replica
  return { partition, errorCode, highWatermark, batches: reader.bytes() };
}
