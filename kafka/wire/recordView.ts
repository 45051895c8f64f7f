/**
 * Records as they lie in record batches ("Message format" in Kafka's documentation). kafkajs's own decoder makes a
 * promise and several objects a record; here one view is moved over the bytes, and only what is asked for becomes an
 * object.
 */
import { CourantError } from '../../chain/errors.ts';
import { attributeBits, batchEnd, formatVersion, headerAt } from './batchHeader.ts';
import { decompress } from './compression.ts';
import { readInt64 } from './reader.ts';
import { readVarint, readVarlong } from './varint.ts';
import type { Cursor } from './varint.ts';
import type { TopicRecord } from '../records.ts';

/** The record under the cursor: valid only during the visit. */
export class RecordView {
  readonly topic: string;
  readonly partition: number;
  offset = 0;
  timestampMs = 0;
  readonly #cursor: Cursor = { bytes: Buffer.alloc(0), at: 0 };
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
    const cursor = this.#cursor;
    cursor.at = this.#headersAt;
    for (let left = readVarint(cursor); left > 0; left--) {
      take(nameSpan, cursor);
      take(valueSpan, cursor);
      see(cursor.bytes, nameSpan, valueSpan);
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
    return this.#cursor.bytes.subarray(this.#keyLengthAt, this.#end);
  }

  toRecord(): TopicRecord {
    const { topic, partition, offset, timestampMs, key, value } = this;
    return { topic, partition, offset, timestampMs, key, value, headers: this.headers() };
  }

  /** Places the view on the record at `at`; returns where the next one begins. */
  place(records: Buffer, at: number, batch: { offset: number; timestampMs: number }): number {
    const cursor = this.#cursor;
    cursor.bytes = records;
    cursor.at = at;
    const length = readVarint(cursor);
    const next = cursor.at + length;
    cursor.at += 1; // attributes: unused
    this.timestampMs = batch.timestampMs + readVarlong(cursor);
    this.offset = batch.offset + readVarint(cursor);
    this.#keyLengthAt = cursor.at;
    this.#keyLength = readVarint(cursor);
    this.#keyStart = cursor.at;
    if (this.#keyLength > 0) cursor.at += this.#keyLength;
    this.#valueLength = readVarint(cursor);
    this.#valueStart = cursor.at;
    if (this.#valueLength > 0) cursor.at += this.#valueLength;
    this.#headersAt = cursor.at;
    this.#end = next;
    return next;
  }

  #slice(start: number, length: number): Buffer | null {
    return length < 0 ? null : this.#cursor.bytes.subarray(start, start + length);
  }
}

/** A stretch of bytes; reused from header to header. */
export interface Span {
  start: number;
  length: number;
}
const nameSpan: Span = { start: 0, length: 0 };
const valueSpan: Span = { start: 0, length: 0 };

/** The bytes whose length stands before them; a null header has none. */
function take(span: Span, cursor: Cursor): void {
  span.length = Math.max(0, readVarint(cursor));
  span.start = cursor.at;
  cursor.at += span.length;
}

/** Where a complete batch starts and ends in a fetched block, and the offsets it covers. */
interface Batch {
  readonly at: number;
  readonly next: number;
  readonly firstOffset: number;
  /** Offset after the batch's last one, also where compaction removed records. */
  readonly nextOffset: number;
}

function batchAt(block: Buffer, at: number): Batch | undefined {
  if (at + headerAt.records > block.length) return undefined;
  const next = batchEnd(block, at);
  if (next > block.length) return undefined;
  assertVersion(block.readInt8(at + headerAt.magic));
  const firstOffset = readInt64(block, at + headerAt.baseOffset);
  const nextOffset = firstOffset + block.readInt32BE(at + headerAt.lastOffsetDelta) + 1;
  return { at, next, firstOffset, nextOffset };
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
    const { at: start, next, firstOffset } = batch;
    const attributes = block.readInt16BE(start + headerAt.attributes);
    if (attributes & attributeBits.control) continue;
    const records = decompress(attributes, block.subarray(start + headerAt.records, next));
    const timestampMs = readInt64(block, start + headerAt.baseTimestamp);
    const base = { offset: firstOffset, timestampMs };
    const appendedMs =
      attributes & attributeBits.appendTime
        ? readInt64(block, start + headerAt.maxTimestamp)
        : undefined;
    for (let left = block.readInt32BE(start + headerAt.count), at = 0; left > 0; left--) {
      at = view.place(records, at, base);
      if (appendedMs !== undefined) view.timestampMs = appendedMs;
      if (view.offset >= bounds.start && view.offset < bounds.end) visit(view);
    }
  }
}

function assertVersion(magic: number): void {
  if (magic === formatVersion) return;
  throw new CourantError({
    code: 'COURANT_INTERNAL',
    message: `the topic holds record batches of format ${magic}; courant reads format ${formatVersion}`,
    hint: 'they were written before Kafka 0.11: copy the topic with a newer client',
  });
}
