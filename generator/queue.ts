/** What waits in a lane, and the batches that are cut from it. */
import type { OutgoingRecord } from './sender.ts';

export interface QueuedRecord {
  readonly seq: number;
  readonly eventTimeMs: number;
  /** Size in the batch, about: key, value, headers and what the format adds. */
  readonly bytes: number;
  readonly record: OutgoingRecord;
}

/** Most records of a batch: kafkajs copies a batch once for each of its records. */
export const mostRecordsOfABatch = 1_000;
/** Most bytes of a batch, half of what a broker takes by default (`max.message.bytes` 1 MiB). */
const mostBytesOfABatch = 2 ** 19;

/** Records with consecutive sequence numbers that are sent together. */
export class Batch {
  readonly records: readonly QueuedRecord[];
  readonly bytes: number;

  constructor(records: readonly QueuedRecord[]) {
    this.records = records;
    this.bytes = records.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** First and last sequence number. */
  get seqs(): [first: number, last: number] {
    return [this.records[0]?.seq ?? 0, this.records.at(-1)?.seq ?? -1];
  }

  get partition(): number {
    return this.records[0]?.record.partition ?? 0;
  }

  /** `undefined` for a single record. */
  halves(): readonly [Batch, Batch] | undefined {
    if (this.records.length < 2) return undefined;
    const middle = Math.ceil(this.records.length / 2);
    return [new Batch(this.records.slice(0, middle)), new Batch(this.records.slice(middle))];
  }
}

/** First in, first out; a batch is cut from its front. */
export class Queue {
  mostBytes = mostBytesOfABatch;
  #records: QueuedRecord[] = [];
  #head = 0;

  get length(): number {
    return this.#records.length - this.#head;
  }

  get firstMs(): number | undefined {
    return this.#records[this.#head]?.eventTimeMs;
  }

  push(record: QueuedRecord): void {
    this.#records.push(record);
  }

  /**
   * The next batch: at least one record, and more while it is not full and `mayJoin` lets them.
   * `undefined` when nothing waits.
   */
  cut(mayJoin: (record: QueuedRecord) => boolean = () => true): Batch | undefined {
    const records: QueuedRecord[] = [];
    let bytes = 0;
    for (let next = this.#records[this.#head]; next; next = this.#records[++this.#head]) {
      const isFull = records.length >= mostRecordsOfABatch || bytes + next.bytes > this.mostBytes;
      if (records.length > 0 && (isFull || !mayJoin(next))) break;
      records.push(next);
      bytes += next.bytes;
    }
    this.#forget();
    return records.length === 0 ? undefined : new Batch(records);
  }

  /** Cut records are let go of once they are half of the array: each is then moved about once. */
  #forget(): void {
    if (this.#head * 2 < this.#records.length) return;
    this.#records = this.#records.slice(this.#head);
    this.#head = 0;
  }
}
