/** All lanes of a topic, each with its own kafkajs producer: records in, one ordered lane a partition out. */
import type { GeneratorProgress } from '../../chain/progress.ts';
import type { KafkaConnection } from '../../kafka/client.ts';
import type { Fence } from '../../kafka/fence.ts';
import { none } from '../../kafka/wire/compression.ts';
import type { Codec } from '../../kafka/wire/compression.ts';
import type { OpenBatch } from '../batch/openBatch.ts';
import { BatchPool } from '../batch/pool.ts';
import { BufferLimit } from './bufferLimit.ts';
import { EventTimeGate } from './eventTimeGate.ts';
import { openSender } from './kafkaSender.ts';
import type { Encoder } from './kafkaSender.ts';
import { Lane } from './lane.ts';
import { PartitionLedger } from '../account/ledger.ts';
import type { Clock } from '../pace/clock.ts';
import { judge } from './rejection.ts';
import type { RecordSink } from '../source/intake.ts';
import type { LaneReport } from './attempt.ts';

/** What may wait in all lanes together, finished: beside it each lane fills one batch. */
const most = { records: 50_000, bytes: 32 * 2 ** 20 };
/** Bytes of records of a batch: not compressed they are less than a broker takes by default (`max.message.bytes` 1 MiB). */
const batchBytes = { most: 2 ** 19, least: 2 ** 16 };
/** Bytes of all batches that are being filled. */
const openBytes = 2 ** 24;
/** The wall clock is read once for so many records. */
const recordsAMoment = 32;

export interface LanesOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly partitions: number;
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly report: LaneReport;
  /** Who encodes record batches. Default: the generator itself. */
  readonly encoder?: Encoder;
  /** Default: none. */
  readonly codec?: Codec;
  /** Keeps off what other connections of the same producer sent. Default: nothing does. */
  readonly fence?: Pick<Fence, 'identity'>;
  /** What an earlier run of the same producer reported, by partition. */
  readonly earlier?: ReadonlyMap<number, GeneratorProgress>;
}

export class Lanes implements RecordSink {
  readonly #lanes: readonly Lane[];
  readonly #buffer = new BufferLimit(most);
  #nowMs = 0;
  /** Records that may still be stamped with this moment. */
  #left = 0;
  /** By partition, the batch that the last record went into. */
  readonly #filling: (OpenBatch | undefined)[];

  constructor(options: LanesOptions) {
    const { connection, topic, partitions, encoder = 'batch', codec = none, fence } = options;
    const gate = new EventTimeGate();
    const pool = new BatchPool(capacityFor(partitions));
    const sender = { connection, topic, encoder, codec };
    this.#filling = new Array<OpenBatch | undefined>(partitions).fill(undefined);
    this.#lanes = Array.from({ length: partitions }, (_, partition) => {
      const ledger = new PartitionLedger(partition, options.earlier?.get(partition));
      const { deadlineMs, clock, report } = options;
      const identity = fence && (() => fence.identity(topic, partition));
      const open = () => openSender({ ...sender, identity });
      return new Lane({
        ledger,
        open,
        judge,
        deadlineMs,
        buffer: this.#buffer,
        gate,
        clock,
        report,
        pool,
        // The stock client compresses by itself.
        codec: encoder === 'stock' ? none : codec,
      });
    });
  }

  get partitions(): number {
    return this.#lanes.length;
  }

  get ledgers(): readonly PartitionLedger[] {
    return this.#lanes.map((lane) => lane.ledger);
  }

  /** Readings that are not settled yet. */
  get waiting(): number {
    return this.#lanes.reduce((sum, { openRecords }) => sum + openRecords, this.#buffer.records);
  }

  get hasRoom(): boolean {
    return this.#buffer.hasRoom;
  }

  /** Returns when there is room again: that is what holds back the source while the broker is slow or away. */
  async room(): Promise<void> {
    this.flush();
    await this.#buffer.room();
  }

  /** The lane that has been in trouble for longest. */
  get trouble(): { readonly sinceMs: number; readonly seen: string } | undefined {
    const troubles = this.#lanes.flatMap((lane) => lane.trouble ?? []);
    return troubles.sort((a, b) => a.sinceMs - b.sinceMs)[0];
  }

  /** Readings that were never sent because the lanes were stopped. */
  get unsent(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.unsent, 0);
  }

  /**
   * Nearly every record goes into the batch of the one before. That is seen here, in few enough words to become a part
   * of the source's own loop: a call a record, with its two times as objects, costs a fifth of all the work.
   */
  open(partition: number, bytes: number, eventTimeMs: number): OpenBatch {
    const batch = this.#filling[partition];
    if (batch !== undefined && this.#left-- > 0 && batch.takes(partition, bytes, eventTimeMs))
      return batch;
    return this.#openNext(partition, bytes, eventTimeMs);
  }

  #openNext(partition: number, bytes: number, eventTimeMs: number): OpenBatch {
    if (this.#left <= 0) {
      this.#nowMs = Date.now();
      this.#left = recordsAMoment;
    }
    const batch = this.#lane(partition).open(bytes, eventTimeMs, this.#nowMs);
    this.#filling[partition] = batch;
    return batch;
  }

  giveSeq(partition: number): number {
    return this.#lane(partition).ledger.giveSeq();
  }

  /** Sends what waits. */
  flush(): void {
    this.#left = 0;
    for (const lane of this.#lanes) lane.flush();
  }

  warmUp(): void {
    for (const lane of this.#lanes) lane.warmUp();
  }

  /** Waits until everything is settled, `patienceMs` at most; then stops. */
  async finish(patience: Promise<unknown>): Promise<void> {
    await Promise.race([Promise.all(this.#lanes.map((lane) => lane.drained())), patience]);
    await this.stop();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  #lane(partition: number): Lane {
    const lane = this.#lanes[partition];
    if (lane === undefined) throw new RangeError(`no partition ${partition}`);
    return lane;
  }
}

/** With many partitions the batches are smaller, so that those being filled take no more memory. */
function capacityFor(partitions: number): number {
  const share = Math.floor(openBytes / Math.max(1, partitions));
  return Math.min(batchBytes.most, Math.max(batchBytes.least, share));
}
