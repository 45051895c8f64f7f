/** Events as records, by template: the key, the time, the parts of the fields, the headers. */
import { headersBefore } from '../batch/record.ts';
import { OpenBatch } from '../batch/openBatch.ts';
import { writeWhole } from '../drawn/digits.ts';
import { timeBytes } from '../drawn/timeText.ts';
import type { TimeText } from '../drawn/timeText.ts';
import {
  formatBytes,
  mostRecordBytes,
  seqBytes,
  writeLength,
  writeSmall,
  Words,
} from '../drawn/words.ts';
import type { EventParts } from './eventParts.ts';
import type { Keys } from './keys.ts';
import type { Part } from './parts.ts';

export class EventTemplate {
  /** Bytes of a record, at most. */
  readonly mostBytes: number;
  readonly #keys: Keys;
  readonly #parts: readonly Part[];
  /** The end of the value, then the headers up to the number. */
  readonly #tail: Words;
  /** Bytes of the end of the value. */
  readonly #ending: number;

  /** @throws RangeError when an event may be longer than 8 KB */
  constructor(keys: Keys, { parts, ending }: EventParts, producer: string) {
    const end = Buffer.from(ending);
    this.#keys = keys;
    this.#parts = parts;
    this.#tail = new Words(Buffer.concat([end, headersBefore(producer)]));
    this.#ending = end.length;
    const ofParts = parts.reduce((sum, { mostBytes }) => sum + mostBytes, 0);
    const rest = formatBytes + timeBytes + this.#tail.length + seqBytes;
    this.mostBytes = keys.mostBytes + ofParts + rest;
    if (this.mostBytes > mostRecordBytes) {
      throw new RangeError(`an event would have ${this.mostBytes} bytes`);
    }
  }

  /**
   * Writes a record where the batch stands.
   * @param index the key's
   * @returns where it ends
   */
  // eslint-disable-next-line max-params -- an object an event would cost more than the writing
  write(batch: OpenBatch, position: number, index: number, time: TimeText, seq: number): number {
    const { view, at: start } = batch;
    view.setUint8(start + 2, 0);
    const stamped = writeSmall(view, start + 3, batch.timestampDeltaMs);
    const head = writeSmall(view, stamped, batch.count);
    const tail = this.#body(view, head, position, index, time);
    const afterTail = this.#tail.copy(view, tail);
    const lengthAt = head + this.#keys.lengthAt(index);
    writeLength(view, lengthAt, tail + this.#ending - lengthAt - 2);
    const end = writeWhole(view, afterTail + 1, seq);
    view.setUint8(afterTail, (end - afterTail - 1) << 1);
    writeLength(view, start, end - start - 2);
    return end;
  }

  /** The value alone, as JSON. */
  value(position: number, index: number, time: TimeText): string {
    const { bytes, view } = new OpenBatch(this.mostBytes);
    const tail = this.#body(view, 0, position, index, time);
    this.#tail.copy(view, tail);
    return bytes.toString('utf8', this.#keys.lengthAt(index) + 2, tail + this.#ending);
  }

  /** @returns where the end of the value goes */
  // eslint-disable-next-line max-params -- as above
  #body(view: DataView, head: number, position: number, index: number, time: TimeText): number {
    const timeAt = this.#keys.write(view, head, index);
    view.setFloat64(timeAt, time.first, true);
    view.setFloat64(timeAt + 8, time.second, true);
    view.setFloat64(timeAt + 16, time.third, true);
    let at = timeAt + timeBytes;
    for (const part of this.#parts) at = part.write(view, at, position);
    return at;
  }
}
