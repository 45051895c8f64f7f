/** A reading as a record of a batch: key, value, and the two headers by which it is accounted for. */
import { readingHeaders } from '../../chain/names.ts';
import type { OpenBatch, PlainRecord } from './openBatch.ts';
import { varintLength, writeVarint } from '../../kafka/wire/varint.ts';

/** Most digits of a sequence number, as it is written into the header. */
const mostDigits = 16;
/** Most bytes of what the format adds: length, attributes, timestamp, offset, lengths of key, value and number. */
const mostFormatBytes = 5 + 1 + 5 + 5 + 5 + 5 + 1;

/** The same for every record of a producer, so they are made once: both headers up to the number itself. */
export function headersBefore(producer: string): Buffer {
  const bytes = Buffer.alloc(Buffer.byteLength(producer) + 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = (at: number, value: string) => {
    const start = writeVarint(view, at, Buffer.byteLength(value));
    return start + bytes.write(value, start);
  };
  let at = writeVarint(view, 0, 2);
  at = text(at, readingHeaders.producer);
  at = text(at, producer);
  return bytes.subarray(0, text(at, readingHeaders.seq));
}

export class RecordWriter {
  readonly #headers: Buffer;

  constructor(producer: string) {
    this.#headers = headersBefore(producer);
  }

  /** Bytes that the record takes at most. */
  mostBytes(key: Uint8Array, value: Uint8Array): number {
    return key.length + value.length + this.#headers.length + mostDigits + mostFormatBytes;
  }

  /** Writes the record behind the others: there must be room for `mostBytes`, and the batch must have been stamped. */
  write(batch: OpenBatch, { key, value, seq, eventTimeMs }: PlainRecord): void {
    const { bytes, view } = batch;
    const digits = String(seq);
    const headers = this.#headers;
    const rest =
      varintLength(key.length) +
      key.length +
      varintLength(value.length) +
      value.length +
      headers.length +
      1 +
      digits.length;
    let at = beginRecord(batch, rest);
    at = put(bytes, writeVarint(view, at, key.length), key);
    at = put(bytes, writeVarint(view, at, value.length), value);
    at = put(bytes, at, headers);
    at = writeVarint(view, at, digits.length);
    at += bytes.write(digits, at, 'latin1');
    batch.wrote(at, seq, eventTimeMs);
  }
}

/**
 * Begins the batch's next record.
 * @param restBytes of what comes behind its offset: key, value and headers
 * @returns where that goes
 */
export function beginRecord(batch: OpenBatch, restBytes: number): number {
  const { view, timestampDeltaMs, count } = batch;
  const length = 1 + varintLength(timestampDeltaMs) + varintLength(count) + restBytes;
  let at = writeVarint(view, batch.at, length);
  view.setUint8(at++, 0); // attributes: unused
  at = writeVarint(view, at, timestampDeltaMs);
  return writeVarint(view, at, count);
}

function put(bytes: Buffer, at: number, part: Uint8Array): number {
  bytes.set(part, at);
  return at + part.length;
}
