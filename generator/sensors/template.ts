/**
 * Readings of one kind as records, by template: what all of them have in common is laid down once as words of eight
 * bytes and copied; sensor number, value, time and sequence number are written between.
 */
import type { OpenBatch } from '../batch/openBatch.ts';
import { headersBefore } from '../batch/record.ts';
import {
  decimalForm,
  mostDecimalBytes,
  writeDecimal,
  writeFourDigits,
  writePadded,
  writeWhole,
} from '../drawn/digits.ts';
import { timeBytes } from '../drawn/timeText.ts';
import type { TimeText } from '../drawn/timeText.ts';
import {
  formatBytes,
  mostRecordBytes,
  seqBytes,
  varint,
  writeLength,
  writeSmall,
  Words,
} from '../drawn/words.ts';
import { idPrefix, leastDigits } from './ids.ts';

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
    const head = [varint(key.length), key, Buffer.alloc(2), opening, begin] as const;
    this.#form = decimalForm(decimals);
    this.#head = new Words(Buffer.concat(head));
    this.#lengthAt = head[0].length + key.length;
    this.#inKey = this.#lengthAt - digits;
    this.#inValue = this.#lengthAt + 2 + opening.length - 1 - digits;
    this.#moreDigits = digits - leastDigits;
    this.#timeAt = end.length;
    this.#headersAt = end.length + timeBytes + 2;
    const tail = [end, Buffer.alloc(timeBytes, ' '), Buffer.from('"}'), headersBefore(producer)];
    this.#tail = new Words(Buffer.concat(tail));
    this.mostBytes =
      formatBytes + this.#head.length + this.#tail.length + mostDecimalBytes + seqBytes;
    if (this.mostBytes > mostRecordBytes) {
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
