/**
 * Record batches (format v2 of the Kafka protocol: "Message format" in Kafka's documentation) to records. kafkajs's own decoder makes a promise and several objects a
 * record; here one view is moved over the bytes, and only what is asked for becomes an object.
 */
import { CourantError } from '../../chain/errors.ts';
import { decompress } from './compression.ts';
import { readOffset } from './fetchResponse.ts';
import type { TopicRecord } from '../records.ts';

/** Bytes of a batch before its records. */
const headerLength = 61;
const controlBit = 0x20;
/** The broker's clock stamped the whole batch (`message.timestamp.type=LogAppendTime`). */
const appendTimeBit = 0x08;
const codecBits = 0x07;

/** The record under the cursor: valid only during the visit. */
export class RecordView {
  readonly topic: string;
  readonly partition: number;
  offset = 0;
  timestampMs = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #keyLengthAt = 0;
  #keyStart = 0;
  #keyLength = -1;
  #valueStart = 0;
  #valueLength = -1;
  #headersAt = 0;
  #end = 0;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get key(): Buffer | null {
    return this.#slice(this.#keyStart, this.#keyLength);
  }

  get value(): Buffer | null {
    return this.#slice(this.#valueStart, this.#valueLength);
  }

  /** Calls `see` with each header, in order; the bytes are views. */
  eachHeader(see: (bytes: Buffer, name: Span, value: Span) => void): void {
    this.#at = this.#headersAt;
    for (let left = this.#varint(); left > 0; left--) {
      nameSpan.length = this.#varint();
      nameSpan.start = this.#at;
      this.#at += nameSpan.length;
      valueSpan.length = Math.max(0, this.#varint());
      valueSpan.start = this.#at;
      this.#at += valueSpan.length;
      see(this.#bytes, nameSpan, valueSpan);
    }
  }

  headers(): Record<string, Buffer> {
    // Without a prototype: a header may be named `constructor` or `__proto__`.
    const headers = Object.create(null) as Record<string, Buffer>;
    this.eachHeader((bytes, name, value) => {
      const key = bytes.toString('utf8', name.start, name.start + name.length);
      headers[key] = bytes.subarray(value.start, value.start + value.length);
    });
    return headers;
  }

  /** The record's bytes behind its offset: key, value and headers. */
  rest(): Buffer {
    return this.#bytes.subarray(this.#keyLengthAt, this.#end);
  }

  toRecord(): TopicRecord {
    const { topic, partition, offset, timestampMs, key, value } = this;
    return { topic, partition, offset, timestampMs, key, value, headers: this.headers() };
  }

  /** Places the view on the record at `at`; returns where the next one begins. */
  place(records: Buffer, at: number, batch: { offset: number; timestampMs: number }): number {
    this.#bytes = records;
    this.#at = at;
    const length = this.#varint();
    const next = this.#at + length;
    this.#at += 1; // attributes: unused
    this.timestampMs = batch.timestampMs + this.#varlong();
    this.offset = batch.offset + this.#varint();
    this.#keyLengthAt = this.#at;
    this.#keyLength = this.#varint();
    this.#keyStart = this.#at;
    if (this.#keyLength > 0) this.#at += this.#keyLength;
    this.#valueLength = this.#varint();
    this.#valueStart = this.#at;
    if (this.#valueLength > 0) this.#at += this.#valueLength;
    this.#headersAt = this.#at;
    this.#end = next;
    return next;
  }

  #slice(start: number, length: number): Buffer | null {
    return length < 0 ? null : this.#bytes.subarray(start, start + length);
  }

  /** A zig-zag varint of 32 bits. */
  #varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++] ?? 0;
    let value = byte & 0x7f;
    for (let shift = 7; byte & 0x80; shift += 7) {
      byte = bytes[this.#at++] ?? 0;
      value |= (byte & 0x7f) << shift;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  /** A zig-zag varint of 64 bits, exact up to 2⁵³. */
  #varlong(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++] ?? 0;
    let value = byte & 0x7f;
    for (let scale = 128; byte & 0x80; scale *= 128) {
      byte = bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** A stretch of bytes; reused from header to header. */
export interface Span {
  start: number;
  length: number;
}
const nameSpan: Span = { start: 0, length: 0 };
const valueSpan: Span = { start: 0, length: 0 };

/** Where a complete batch starts and ends in a fetched block, and the offsets it covers. */
interface Batch {
  readonly at: number;
  readonly next: number;
  readonly firstOffset: number;
  /** Offset after the batch's last one, also where compaction removed records. */
  readonly nextOffset: number;
}

function batchAt(block: Buffer, at: number): Batch | undefined {
  if (at + headerLength > block.length) return undefined;
  const next = at + 12 + block.readInt32BE(at + 8);
  if (next > block.length) return undefined;
  assertVersion(block.readInt8(at + 16));
  const firstOffset = readOffset(block, at);
  return { at, next, firstOffset, nextOffset: firstOffset + block.readInt32BE(at + 23) + 1 };
}

/** Offset after the last complete batch of a block; `undefined` when there is none. */
export function nextOffsetOf(block: Buffer): number | undefined {
  let last: Batch | undefined;
  for (let batch = batchAt(block, 0); batch; batch = batchAt(block, batch.next)) last = batch;
  return last?.nextOffset;
}

/** Visits the records of a block with offsets from `start` (inclusive) to `end` (exclusive), in order. */
export function visitRecords(
  block: Buffer,
  bounds: { topic: string; partition: number; start: number; end: number },
  visit: (record: RecordView) => void,
): void {
  const view = new RecordView(bounds.topic, bounds.partition);
  for (let batch = batchAt(block, 0); batch; batch = batchAt(block, batch.next)) {
    if (batch.nextOffset <= bounds.start) continue;
    if (batch.firstOffset >= bounds.end) return;
    const attributes = block.readInt16BE(batch.at + 21);
    if (attributes & controlBit) continue;
    const bytes = block.subarray(batch.at + headerLength, batch.next);
    const records = decompress(attributes & codecBits, bytes);
    const base = { offset: batch.firstOffset, timestampMs: readOffset(block, batch.at + 27) };
    const appendedMs = attributes & appendTimeBit ? readOffset(block, batch.at + 35) : undefined;
    for (let left = block.readInt32BE(batch.at + 57), at = 0; left > 0; left--) {
      at = view.place(records, at, base);
      if (appendedMs !== undefined) view.timestampMs = appendedMs;
      if (view.offset >= bounds.start && view.offset < bounds.end) visit(view);
    }
  }
}

function assertVersion(magic: number): void {
  if (magic === 2) return;
  throw new CourantError({
    code: 'COURANT_INTERNAL',
    message: `the topic holds record batches of format ${magic}; courant reads format 2`,
    hint: 'they were written before Kafka 0.11: copy the topic with a newer client',
  });
}
