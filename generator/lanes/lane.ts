/**
 * A lane: an ordered way into one partition. The rule that keeps kafkajs from losing and doubling (docs/architecture.md,
 * Lanes): every send goes to one partition, and a lane has at most one send outstanding.
 */
import { setImmediate as tick } from 'node:timers/promises';
import type { Codec } from '../../kafka/wire/compression.ts';
import type { OpenBatch } from '../batch/openBatch.ts';
import type { BatchPool } from '../batch/pool.ts';
import { BatchDelivery } from './delivery.ts';
import type { EventTimeGate, Gated } from './eventTimeGate.ts';
import type { PartitionLedger } from '../account/ledger.ts';
import { LaneQueue } from './laneQueue.ts';
import type { DeliveryOptions } from './attempt.ts';

export interface LaneOptions extends DeliveryOptions {
  readonly gate: EventTimeGate;
  readonly pool: BatchPool;
  readonly codec: Codec;
}

/** From so many records on, a batch that is still being filled may wait for more. */
const leastToWait = 100;
/** A batch that is being filled waits so long at most, in ms. */
const longestWaitMs = 10;

export class Lane implements Gated {
  readonly #options: LaneOptions;
  readonly #queue: LaneQueue;
  readonly #delivery: BatchDelivery;
  #work: Promise<void> | undefined;
  /** Event time of the oldest reading of the batch that is being sent. */
  #currentMs: number | undefined;

  constructor(options: LaneOptions) {
    const { ledger, pool, codec, buffer, gate } = options;
    const { partition, nextSeq } = ledger;
    this.#options = options;
    this.#queue = new LaneQueue({ partition, firstSeq: nextSeq, pool, codec, buffer });
    this.#delivery = new BatchDelivery(options);
    gate.join(this);
  }

  get ledger(): PartitionLedger {
    return this.#options.ledger;
  }

  get oldestMs(): number | undefined {
    return this.#currentMs ?? this.#queue.head?.firstEventMs;
  }

  /** Records of the batch that is being filled. */
  get openRecords(): number {
    return this.#queue.openRecords;
  }

  /** Readings that failed because the lane was stopped before it could send them. */
  get unsent(): number {
    return this.#delivery.unsent;
  }

  /** Since when something waits and nothing gets through, and what was seen last; `undefined` while all is well. */
  get trouble(): { readonly sinceMs: number; readonly seen: string } | undefined {
    return this.#delivery.trouble;
  }

  /** Where the next record is written: see BatchTarget. A batch that became full is sent. */
  open(bytes: number, eventTimeMs: number, nowMs: number): OpenBatch {
    const { sealed } = this.#queue;
    const batch = this.#queue.open(bytes, eventTimeMs, nowMs);
    this.#options.gate.entered(eventTimeMs);
    if (this.#queue.sealed > sealed) this.#begin(() => this.#sendAll());
    return batch;
  }

  /** Sends what waits, now or after what is outstanding. */
  flush(): void {
    if (this.#queue.head !== undefined) this.#begin(() => this.#sendAll());
  }

  /** Connects before the first reading comes; where that fails, sending connects again. */
  warmUp(): void {
    this.#begin(async () => void (await this.#delivery.slot.get().catch(() => undefined)));
  }

  #begin(task: () => Promise<void>): void {
    if (this.#work !== undefined || this.#delivery.cut.aborted) return;
    this.#work = task()
      .catch((error: unknown) => {
        this.#delivery.fail({ verdict: 'refused', seen: String(error) });
      })
      .finally(() => {
        this.#work = undefined;
        this.flush();
      });
  }

  /** Returns when everything was settled. */
  async drained(): Promise<void> {
    this.flush();
    while (this.#work !== undefined) await this.#work;
  }

  /** Ends at once: what is outstanding stays unknown, what was never sent fails. */
  async stop(): Promise<void> {
    this.#delivery.stop();
    this.#options.gate.moved();
    await this.#work;
    await this.#delivery.slot.close();
    for (let batch = this.#queue.take(); batch; batch = this.#queue.take()) {
      this.#delivery.drop(batch);
    }
  }

  async #sendAll(): Promise<void> {
    const { gate } = this.#options;
    await this.#filled();
    for (;;) {
      const { head } = this.#queue;
      if (head === undefined || this.#delivery.cut.aborted) return;
      if (!gate.isOpen(head.newestEventMs)) {
        await gate.change();
        continue;
      }
      this.#currentMs = head.firstEventMs;
      const batch = this.#queue.take();
      if (batch !== undefined) await this.#delivery.deliver(batch);
      this.#queue.mostBytes = this.#delivery.mostBytes;
      this.#currentMs = undefined;
      gate.moved();
      await this.#filled();
    }
  }

  /**
   * Waits while a source fills the batch without a pause: large batches cost less a reading. Whoever paces does so in
   * ticks of many ticks of the event loop, so that a batch that did not grow for two of them is sent at once.
   */
  async #filled(): Promise<void> {
    const { clock } = this.#options;
    const untilMs = clock.nowMs() + longestWaitMs;
    for (let before = -1; this.#isFilling(before) && clock.nowMs() < untilMs;) {
      before = this.#queue.openRecords;
      await tick();
      await tick();
    }
  }

  #isFilling(before: number): boolean {
    const { sealed, openRecords } = this.#queue;
    return sealed === 0 && openRecords >= leastToWait && openRecords > before;
  }
}
