/** Topics of the sink, and the records that it was sent, counted by the headers of their batches. */
import { topicNames } from '../../chain/names.ts';
import { batchEnd, formatVersion, headerAt } from '../../kafka/wire/batchHeader.ts';

export const sinkTopics: ReadonlyMap<string, number> = new Map([
  [topicNames.readings, 4],
  [topicNames.deadLetters, 1],
  [topicNames.progress, 1],
]);

export interface SinkCount {
  /** Of `readings` alone. */
  readonly records: number;
  /** Of their batches, as they were sent: compressed or not. */
  readonly bytes: number;
  /** When the first and the last of them came, ms since the epoch; `null` before there is one. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

export class Tally {
  readonly #ends = new Map<string, number>();
  #records = 0;
  #bytes = 0;
  #firstMs: number | null = null;
  #lastMs: number | null = null;

  get count(): SinkCount {
    return {
      records: this.#records,
      bytes: this.#bytes,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
    };
  }

  endOffset(topic: string, partition: number): number {
    return this.#ends.get(`${topic}/${partition}`) ?? 0;
  }

  /** @returns the offset of the first record */
  take(topic: string, partition: number, batches: Buffer): number {
    const count = recordsIn(batches);
    const first = this.endOffset(topic, partition);
    this.#ends.set(`${topic}/${partition}`, first + count);
    if (topic === topicNames.readings) this.#add(count, batches.length);
    return first;
  }

  #add(records: number, bytes: number): void {
    this.#lastMs = Date.now();
    this.#firstMs ??= this.#lastMs;
    this.#records += records;
    this.#bytes += bytes;
  }
}

function recordsIn(batches: Buffer): number {
  let records = 0;
  for (let at = 0; at < batches.length; at = batchEnd(batches, at)) {
    if (batches[at + headerAt.magic] !== formatVersion)
      throw new Error(`no record batch of format v2 at byte ${at}`);
    records += batches.readInt32BE(at + headerAt.count);
  }
  return records;
}
