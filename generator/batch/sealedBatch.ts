/** A finished record batch (format v2): compressed once, and stamped with its producer whenever it is sent. */
import { RecordView } from '../../kafka/batches.ts';
import { decompress } from '../../kafka/compression.ts';
import type { Stamp, WireBatch } from '../../kafka/produce.ts';
import { none } from './codec.ts';
import type { Codec } from './codec.ts';
import { crc32c } from './crc32c.ts';
import { headerAt } from './header.ts';
import type { OpenBatch } from './openBatch.ts';

export type SeqRange = [first: number, last: number];

export interface Seal {
  readonly partition: number;
  /** The number after the last one of the batch before: those up to the first record were withheld. */
  readonly firstSeq: number;
  readonly codec: Codec;
}

/** Fewer bytes than these are not worth a codec's own header. */
const leastToCompress = 256;
/** So that the words of the checksum lie on addresses of words. */
const padding = 3;

export class SealedBatch implements WireBatch {
  readonly partition: number;
  readonly codec: Codec;
  /** First and last sequence number it answers for, withheld ones included. */
  readonly seqs: SeqRange;
  readonly count: number;
  readonly firstEventMs: number;
  readonly newestEventMs: number;
  /** Bytes of its records before they were compressed. */
  readonly plainBytes: number;
  readonly #wire: Buffer;
  #stamp: Stamp | undefined;

  /** The open batch may be used for other records afterwards. It must not be empty. */
  constructor(open: OpenBatch, { partition, firstSeq, codec }: Seal) {
    this.partition = partition;
    this.codec = codec;
    this.seqs = [firstSeq, open.lastSeq];
    this.count = open.count;
    this.firstEventMs = open.firstEventMs;
    this.newestEventMs = open.newestEventMs;
    this.plainBytes = open.at;
    this.#wire = toWire(open, codec);
  }

  /** Bytes as it is sent. */
  get bytes(): number {
    return this.#wire.length;
  }

  /** Sequence numbers it answers for that are in no record, on purpose. */
  get withheld(): number {
    return this.seqs[1] - this.seqs[0] + 1 - this.count;
  }

  /** The bytes as this producer sends them: the same bytes for the same stamp. They are valid until the next stamp. */
  stamped(stamp: Stamp): Buffer {
    const wire = this.#wire;
    if (this.#stamp !== undefined && isSame(this.#stamp, stamp)) return wire;
    wire.writeBigInt64BE(stamp.producerId, headerAt.producerId);
    wire.writeInt16BE(stamp.producerEpoch, headerAt.producerEpoch);
    wire.writeInt32BE(stamp.baseSequence, headerAt.baseSequence);
    wire.writeUInt32BE(crc32c(wire, headerAt.attributes), headerAt.crc);
    this.#stamp = stamp;
    return wire;
  }

  /** The records one behind the other, not compressed. */
  plainRecords(): Buffer {
    const codecId = this.#wire.readInt16BE(headerAt.attributes) & 7;
    return decompress(codecId, this.#wire.subarray(headerAt.records));
  }

  /** Ms since the epoch. */
  get baseMs(): number {
    return Number(this.#wire.readBigInt64BE(headerAt.baseTimestamp));
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

function toWire(open: OpenBatch, codec: Codec): Buffer {
  const plain = open.bytes.subarray(0, open.at);
  const compressed = open.at < leastToCompress ? plain : codec.compress(plain);
  const isSmaller = compressed.length < plain.length;
  const records = isSmaller ? compressed : plain;
  const memory = Buffer.allocUnsafeSlow(padding + headerAt.records + records.length);
  const wire = memory.subarray(padding);
  writeHeader(wire, open, isSmaller ? codec : none);
  wire.set(records, headerAt.records);
  return wire;
}

function writeHeader(wire: Buffer, open: OpenBatch, codec: Codec): void {
  wire.fill(0, 0, headerAt.records);
  wire.writeInt32BE(wire.length - headerAt.leaderEpoch, headerAt.length);
  wire.writeInt8(2, headerAt.magic);
  wire.writeInt16BE(codec.id, headerAt.attributes);
  wire.writeInt32BE(open.count - 1, headerAt.lastOffsetDelta);
  wire.writeBigInt64BE(BigInt(open.baseMs), headerAt.baseTimestamp);
  wire.writeBigInt64BE(BigInt(open.baseMs + open.timestampDeltaMs), headerAt.maxTimestamp);
  wire.writeInt32BE(open.count, headerAt.count);
}

function isSame(one: Stamp, other: Stamp): boolean {
  return (
    one.producerId === other.producerId &&
    one.producerEpoch === other.producerEpoch &&
    one.baseSequence === other.baseSequence
  );
}
