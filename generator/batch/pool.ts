/** Buffers of open batches, used again and again: what the lanes hold stays bounded, and nothing of it is collected. */
import { OpenBatch } from './openBatch.ts';

/** Free buffers that are kept. */
const mostFree = 8;

export class BatchPool {
  /** Bytes of records that a batch takes. */
  readonly capacity: number;
  readonly #free: OpenBatch[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** An empty batch; for a record that is larger than all others, one of its size. */
  take(recordBytes: number): OpenBatch {
    if (recordBytes > this.capacity) return new OpenBatch(recordBytes);
    return this.#free.pop() ?? new OpenBatch(this.capacity);
  }

  /** The batch is empty for others from now on. */
  give(batch: OpenBatch): void {
    batch.clear();
    const isUsual = batch.capacity === this.capacity;
    if (isUsual && this.#free.length < mostFree) this.#free.push(batch);
  }
}
