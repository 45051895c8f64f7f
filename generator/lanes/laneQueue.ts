/** Batches that wait in a lane: finished ones, the oldest first, and behind them the one that is being filled. */
import type { Codec } from '../../kafka/wire/compression.ts';
import type { OpenBatch } from '../batch/openBatch.ts';
import type { BatchPool } from '../batch/pool.ts';
import { SealedBatch } from '../batch/sealedBatch.ts';
import type { BufferLimit } from './bufferLimit.ts';
import { mostAheadMs } from './eventTimeGate.ts';

export interface LaneQueueOptions {
  readonly partition: number;
  /** The first sequence number that no batch answers for yet. */
  readonly firstSeq: number;
  readonly pool: BatchPool;
  readonly codec: Codec;
  /** Counts what is finished and not settled. */
  readonly buffer: BufferLimit;
}

export class LaneQueue {
  /** A batch begins when the one before holds as many bytes of records. */
  mostBytes = Number.POSITIVE_INFINITY;
  readonly #options: LaneQueueOptions;
  readonly #sealed: SealedBatch[] = [];
  #open: OpenBatch | undefined;
  #firstSeq: number;

  constructor(options: LaneQueueOptions) {
    this.#options = options;
    this.#firstSeq = options.firstSeq;
  }

  /** Finished batches that wait. */
  get sealed(): number {
    return this.#sealed.length;
  }

  /** Records of the batch that is being filled. */
  get openRecords(): number {
    return this.#open?.count ?? 0;
  }

  /** The batch that is sent next. */
  get head(): Pick<SealedBatch, 'firstEventMs' | 'newestEventMs'> | undefined {
    return this.#sealed[0] ?? (this.openRecords > 0 ? this.#open : undefined);
  }

  /**
   * The batch in which a record of at most `bytes` finds room, stamped. A batch spans no more event time than lanes may
   * be apart, so that it can be sent whole whenever its oldest reading is the slowest of all.
   */
  open(bytes: number, eventTimeMs: number, nowMs: number): OpenBatch {
    if (this.#open !== undefined && !this.#takes(this.#open, bytes, eventTimeMs)) this.#seal();
    const open = (this.#open ??= this.#options.pool.take(bytes));
    open.partition = this.#options.partition;
    open.stamp(nowMs);
    // The first record is let through by `open` alone: the batch has no times before.
    open.mostAt = open.count === 0 ? 0 : Math.min(open.capacity, this.mostBytes);
    open.mostEventMs = open.firstEventMs + mostAheadMs;
    return open;
  }

  #takes(open: OpenBatch, bytes: number, eventTimeMs: number): boolean {
    if (open.count === 0) return open.fits(bytes);
    if (open.at + bytes > this.mostBytes) return false;
    return open.fits(bytes) && eventTimeMs - open.firstEventMs <= mostAheadMs;
  }

  /** The batch that is sent next, finished if it was not yet; `undefined` when nothing waits. */
  take(): SealedBatch | undefined {
    if (this.#sealed.length === 0) this.#seal();
    return this.#sealed.shift();
  }

  #seal(): void {
    const open = this.#open;
    if (open === undefined) return;
    const { partition, codec, pool, buffer } = this.#options;
    this.#open = undefined;
    if (open.count > 0) {
      const batch = new SealedBatch(open, { partition, codec, firstSeq: this.#firstSeq });
      this.#firstSeq = open.lastSeq + 1;
      this.#sealed.push(batch);
      buffer.take(batch.count, batch.bytes);
    }
    pool.give(open);
  }
}
