/** A finished record batch (format v2): compressed once, and stamped with its producer whenever it is sent. */
import { countOf } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import { RecordView } from '../../kafka/wire/recordView.ts';
import type { Stamp, WireBatch } from '../../kafka/driver/produceBatch.ts';
import { decompress, none } from '../../kafka/wire/compression.ts';
import type { Codec } from '../../kafka/wire/compression.ts';
import { crc32c } from '../../kafka/wire/crc32c.ts';
import { formatVersion, headerAt, lengthField } from '../../kafka/wire/batchHeader.ts';
import type { OpenBatch } from './openBatch.ts';

export interface SealOptions {
  readonly partition: number;
  /** The first sequence number it answers for; those before its first record's own were withheld. */
  readonly firstSeq: number;
  readonly codec: Codec;
}

/** Fewer bytes than these are not worth a codec's own header. */
const leastToCompress = 256;

export class SealedBatch implements WireBatch {
  readonly partition: number;
  readonly codec: Codec;
  /** First and last sequence number it answers for, withheld ones included. */
  readonly seqs: Range;
  readonly count: number;
  readonly firstEventMs: number;
  readonly newestEventMs: number;
  /** Bytes of its records before they were compressed. */
  readonly plainBytes: number;
  /** Without its producer, and without the checksum. */
  readonly #header: Buffer;
  /** Compressed, if that made them smaller. */
  readonly #records: Buffer;

  /** The open batch may be used for other records afterwards. It must not be empty. */
  constructor(open: OpenBatch, { partition, firstSeq, codec }: SealOptions) {
    this.partition = partition;
    this.codec = codec;
    this.seqs = [firstSeq, open.lastSeq];
    this.count = open.count;
    this.firstEventMs = open.firstEventMs;
    this.newestEventMs = open.newestEventMs;
    this.plainBytes = open.at;
    [this.#header, this.#records] = finish(open, codec);
  }

  /** Bytes as it is sent. */
  get bytes(): number {
    return this.#header.length + this.#records.length;
  }

  /** Sequence numbers it answers for that are in no record, on purpose. */
  get withheld(): number {
    return countOf([this.seqs]) - this.count;
  }

  /** A header of its own: what is on its way is never written to. */
  stamped({ producerId, producerEpoch, baseSequence }: Stamp): readonly [Buffer, Buffer] {
    const header = Buffer.from(this.#header);
    header.writeBigInt64BE(producerId, headerAt.producerId);
    header.writeInt16BE(producerEpoch, headerAt.producerEpoch);
    header.writeInt32BE(baseSequence, headerAt.baseSequence);
    const checksum = crc32c(this.#records, 0, crc32c(header, headerAt.attributes));
    header.writeUInt32BE(checksum, headerAt.crc);
    return [header, this.#records];
  }

  /** The records one behind the other, not compressed. */
  plainRecords(): Buffer {
    return decompress(this.#header.readInt16BE(headerAt.attributes), this.#records);
  }

  /** Ms since the epoch. */
  get baseMs(): number {
    return Number(this.#header.readBigInt64BE(headerAt.baseTimestamp));
  }

  /** Calls back with each record, in order; the view is valid only during the visit. */
  eachRecord(visit: (record: RecordView) => void): void {
    const records = this.plainRecords();
    const view = new RecordView('', this.partition);
    const base = { offset: 0, timestampMs: this.baseMs };
    for (let left = this.count, at = 0; left > 0; left--) {
      at = view.place(records, at, base);
      visit(view);
    }
  }
}

function finish(open: OpenBatch, codec: Codec): [header: Buffer, records: Buffer] {
  const plain = open.bytes.subarray(0, open.at);
  const compressed = open.at < leastToCompress ? plain : codec.compress(plain);
  if (compressed.length < plain.length) {
    return [headerOf(open, codec, compressed.length), compressed];
  }
  // The open batch's bytes are given to other records.
  const records = Buffer.allocUnsafeSlow(plain.length);
  records.set(plain);
  return [headerOf(open, none, records.length), records];
}

function headerOf(open: OpenBatch, codec: Codec, recordBytes: number): Buffer {
  const header = Buffer.alloc(headerAt.records);
  header.writeInt32BE(lengthField(recordBytes), headerAt.length);
  header.writeInt8(formatVersion, headerAt.magic);
  header.writeInt16BE(codec.id, headerAt.attributes);
  header.writeInt32BE(open.count - 1, headerAt.lastOffsetDelta);
  header.writeBigInt64BE(BigInt(open.baseMs), headerAt.baseTimestamp);
  header.writeBigInt64BE(BigInt(open.baseMs + open.timestampDeltaMs), headerAt.maxTimestamp);
  header.writeInt32BE(open.count, headerAt.count);
  return header;
}
