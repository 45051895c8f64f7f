/**
 * Bytes that many records have in common, laid down once as words of eight bytes and copied; and lengths as varints.
 *
 * Words are copied as doubles, the widest that V8 moves without an object. Bytes survive that, as none of these words
 * is a NaN: the last byte would have to be 0x7f or 0xff, and the one before it at least 0xf0, which no UTF-8 text has.
 */
import { varintLength, writeVarint } from '../../kafka/wire/varint.ts';

/** Longer records would need a third byte to say how long they are. */
export const mostRecordBytes = 0x1fff;
/** Of a record, beside key, value and headers: length, attributes, timestamp and place, and the length of its `seq`. */
export const formatBytes = 2 + 1 + 5 + 5 + 1;
/** Digits of the largest sequence number. */
export const seqBytes = 16;

export function varint(value: number): Buffer {
  const bytes = Buffer.alloc(varintLength(value));
  writeVarint(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, value);
  return bytes;
}

/** A varint that mostly has one byte or two. */
export function writeSmall(view: DataView, at: number, value: number): number {
  if (value < 0x40) {
    view.setUint8(at, value << 1);
    return at + 1;
  }
  if (value > 0x1fff) return writeVarint(view, at, value);
  writeLength(view, at, value);
  return at + 2;
}

/** A length of 64 to 8191 as a varint: of two bytes, so that it can be written after what it measures. */
export function writeLength(view: DataView, at: number, length: number): void {
  const zigzag = length << 1;
  view.setInt16(at, (zigzag & 0x7f) | 0x80 | ((zigzag >>> 7) << 8), true);
}

/** Bytes as an even number of words of eight, filled up. */
export class Words {
  readonly length: number;
  readonly #words: Float64Array;

  constructor(bytes: Buffer) {
    this.length = bytes.length;
    this.#words = new Float64Array(2 * Math.ceil(bytes.length / 16));
    new Uint8Array(this.#words.buffer).set(bytes);
  }

  /** Two words a step; spoils up to fifteen bytes behind them. @returns where the next byte goes */
  copy(view: DataView, at: number): number {
    const words = this.#words;
    for (let w = 0, to = at; w < words.length; w += 2, to += 16) {
      view.setFloat64(to, words[w] ?? 0, true);
      view.setFloat64(to + 8, words[w + 1] ?? 0, true);
    }
    return at + this.length;
  }
}
