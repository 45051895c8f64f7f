/** Takes the records of a source, and reads them back. */
import { RecordView } from '../../kafka/wire/recordView.ts';
import { readingHeaders } from '../../chain/names.ts';
import { OpenBatch } from '../../generator/batch/openBatch.ts';
import type { PositionSource } from '../../generator/drawn/positionSource.ts';
import type { RecordSink } from '../../generator/source/intake.ts';

export interface Seen {
  readonly partition: number;
  readonly seq: number;
  readonly producer: string;
  readonly key: string;
  readonly value: string;
  readonly timestampMs: number;
}

export interface TargetOptions {
  readonly partitions?: number;
  /** Bytes of a batch. */
  readonly capacity?: number;
  /** By partition, the first number to give. */
  readonly nextSeqs?: readonly number[];
  readonly nowMs?: () => number;
}

export class RecordTarget implements RecordSink {
  readonly partitions: number;
  readonly hasRoom = true;
  readonly seen: Seen[] = [];
  /** Event times as the source told them, by partition: what orders the lanes. */
  readonly told: number[][];
  readonly nextSeqs: number[];
  readonly #open: OpenBatch[];
  readonly #nowMs: () => number;

  constructor({
    partitions = 4,
    capacity = 100_000,
    nextSeqs,
    nowMs = () => 0,
  }: TargetOptions = {}) {
    this.partitions = partitions;
    this.nextSeqs = [...(nextSeqs ?? Array.from({ length: partitions }, () => 0))];
    this.told = Array.from({ length: partitions }, () => []);
    this.#open = Array.from({ length: partitions }, () => new OpenBatch(capacity));
    this.#nowMs = nowMs;
  }

  open(partition: number, bytes: number, eventTimeMs: number): OpenBatch {
    let batch = this.#open[partition]!;
    if (!batch.fits(bytes)) {
      this.#read(partition);
      if (!batch.fits(bytes)) batch = this.#open[partition] = new OpenBatch(bytes);
    }
    batch.stamp(this.#nowMs());
    this.told[partition]!.push(eventTimeMs);
    return batch;
  }

  giveSeq(partition: number): number {
    return this.nextSeqs[partition]!++;
  }

  room(): Promise<void> {
    return Promise.resolve();
  }

  /** Reads what was written. */
  flush(): void {
    for (let partition = 0; partition < this.partitions; partition++) this.#read(partition);
  }

  /** Records of one partition, in order. */
  of(partition: number): Seen[] {
    return this.seen.filter((record) => record.partition === partition);
  }

  #read(partition: number): void {
    const batch = this.#open[partition]!;
    const view = new RecordView('', partition);
    for (let at = 0, offset = 0; at < batch.at; offset++) {
      at = view.place(batch.bytes, at, { offset: 0, timestampMs: batch.baseMs });
      if (view.offset !== offset) throw new Error(`record ${offset} says it is ${view.offset}`);
      const { [readingHeaders.producer]: producer, [readingHeaders.seq]: seq } = view.headers();
      this.seen.push({
        partition,
        seq: Number(seq?.toString()),
        producer: producer?.toString() ?? '',
        key: view.key!.toString(),
        value: view.value!.toString(),
        timestampMs: view.timestampMs,
      });
    }
    batch.clear();
  }
}

/** What a source writes, chunk by chunk. */
export function writtenBy(
  source: PositionSource,
  chunks: readonly number[],
  options: TargetOptions = {},
): RecordTarget {
  const to = new RecordTarget(options);
  for (const chunk of chunks) source.write(to, chunk);
  to.flush();
  return to;
}
