/**
 * Readings of one kind as records, by template: what all of them have in common is laid down once as words of eight
 * bytes and copied; sensor number, value, time and sequence number are written between.
 *
 * Words are copied as doubles, the widest that V8 moves without an object. Bytes survive that, as none of these words
 * is a NaN: the last byte would have to be 0x7f or 0xff, and the one before it at least 0xf0, which no UTF-8 text has.
 */
import type { OpenBatch } from '../batch/openBatch.ts';
import { headersBefore } from '../batch/record.ts';
import { varintLength, writeVarint } from '../../kafka/wire/varint.ts';
import { decimalForm, writeDecimal, writeFourDigits, writePadded, writeWhole } from './digits.ts';
import { idPrefix, leastDigits } from './ids.ts';
import { timeBytes } from './timeText.ts';
import type { TimeText } from './timeText.ts';

/** Longer values would need a third byte to say how long they are. */
const mostValueBytes = 0x1fff;
/** Sign, digits and point of the longest value; digits of the largest sequence number. */
const numberBytes = { value: 18, seq: 16 };
/** Length, attributes, timestamp and place of a record, and the length of its `seq`. */
const formatBytes = 2 + 1 + 5 + 5 + 1;

export interface TemplateOptions {
  readonly site: string;
  readonly producer: string;
  readonly kind: string;
  readonly unit: string;
  readonly decimals: number;
  /** Digits of the sensor's number; at least 4. */
  readonly digits: number;
}

export class Template {
  /** Bytes of a record, at most. */
  readonly mostBytes: number;
  readonly #form;
  /** Key and value up to the number: `s0-co2-0007…{"sensor":"s0-co2-0007","kind":"co2","value":`. */
  readonly #head: Words;
  /** From there on, the time left open: `,"unit":"[ppm]","event_time":"…"}`, then the headers up to the number. */
  readonly #tail: Words;
  /** Places in the head: the sensor's number in the key and in the value, and the value's length. */
  readonly #inKey: number;
  readonly #inValue: number;
  readonly #lengthAt: number;
  /** Digits of the sensor's number before the last four. */
  readonly #moreDigits: number;
  /** Places in the tail. */
  readonly #timeAt: number;
  readonly #headersAt: number;

  /** @throws RangeError when site, kind and unit are together longer than 8 KB */
  constructor({ site, producer, kind, unit, decimals, digits }: TemplateOptions) {
    const id = idPrefix(site, kind) + '0'.repeat(digits);
    const key = Buffer.from(id);
    const opening = Buffer.from(`{"sensor":${JSON.stringify(id)}`);
    const begin = Buffer.from(`,"kind":${JSON.stringify(kind)},"value":`);
    const end = Buffer.from(`,"unit":${JSON.stringify(unit)},"event_time":"`);
    const head = [varint(key.length), key, Buffer.alloc(2), opening, begin];
    this.#form = decimalForm(decimals);
    this.#head = new Words(Buffer.concat(head));
    this.#lengthAt = varintLength(key.length) + key.length;
    this.#inKey = this.#lengthAt - digits;
    this.#inValue = this.#lengthAt + 2 + opening.length - 1 - digits;
    this.#moreDigits = digits - leastDigits;
    this.#timeAt = end.length;
    this.#headersAt = end.length + timeBytes + 2;
    const tail = [end, Buffer.alloc(timeBytes, ' '), Buffer.from('"}'), headersBefore(producer)];
    this.#tail = new Words(Buffer.concat(tail));
    this.mostBytes =
      formatBytes + this.#head.length + this.#tail.length + numberBytes.value + numberBytes.seq;
    if (this.mostBytes > mostValueBytes) {
      throw new RangeError(`a reading of "${kind}" would have ${this.mostBytes} bytes`);
    }
  }

  /**
   * Writes a record where the batch stands.
   * @param index the sensor's number
   * @param scaled the value × 10^decimals
   * @returns where it ends
   */
  // eslint-disable-next-line max-params -- an object a reading would cost more than the writing
  write(batch: OpenBatch, index: number, scaled: number, time: TimeText, seq: number): number {
    const { view, at: start } = batch;
    view.setUint8(start + 2, 0);
    const stamped = writeSmall(view, start + 3, batch.timestampDeltaMs);
    const head = writeSmall(view, stamped, batch.count);
    const number = this.#head.copy(view, head);
    if (this.#moreDigits === 0) {
      writeFourDigits(view, head + this.#inKey, index);
      writeFourDigits(view, head + this.#inValue, index);
    } else {
      this.#writeLongIndex(view, head, index);
    }
    const tail = writeDecimal(view, number, scaled, this.#form);
    const afterTail = this.#tail.copy(view, tail);
    const timeAt = tail + this.#timeAt;
    view.setFloat64(timeAt, time.first, true);
    view.setFloat64(timeAt + 8, time.second, true);
    view.setFloat64(timeAt + 16, time.third, true);
    const lengthAt = head + this.#lengthAt;
    writeLength(view, lengthAt, tail + this.#headersAt - lengthAt - 2);
    const end = writeWhole(view, afterTail + 1, seq);
    view.setUint8(afterTail, (end - afterTail - 1) << 1);
    writeLength(view, start, end - start - 2);
    return end;
  }

  /** More than four digits. */
  #writeLongIndex(view: DataView, head: number, index: number): void {
    const high = Math.floor(index / 10_000);
    for (const at of [head + this.#inKey, head + this.#inValue]) {
      writePadded(view, at, high, this.#moreDigits);
      writeFourDigits(view, at + this.#moreDigits, index - high * 10_000);
    }
  }
}

function varint(value: number): Buffer {
  const bytes = Buffer.alloc(varintLength(value));
  writeVarint(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, value);
  return bytes;
}

/** A varint that mostly has one byte or two. */
function writeSmall(view: DataView, at: number, value: number): number {
  if (value < 0x40) {
    view.setUint8(at, value << 1);
    return at + 1;
  }
  if (value > 0x1fff) return writeVarint(view, at, value);
  writeLength(view, at, value);
  return at + 2;
}

/** A length of 64 to 8191 as a varint: of two bytes, so that it can be written after what it measures. */
function writeLength(view: DataView, at: number, length: number): void {
  const zigzag = length << 1;
  view.setInt16(at, (zigzag & 0x7f) | 0x80 | ((zigzag >>> 7) << 8), true);
}

/** Bytes as an even number of words of eight, filled up. */
class Words {
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
