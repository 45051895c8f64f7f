/** All lanes of a topic, each with its own kafkajs producer: readings in, one ordered lane a partition out. */
import type { Producer } from 'kafkajs';
import { readingHeaders } from '../chain/names.ts';
import type { GeneratorProgress } from '../chain/progress.ts';
import { kafkaClient } from '../kafka/client.ts';
import type { KafkaConnection } from '../kafka/client.ts';
import { Budget } from './budget.ts';
import { Gate } from './gate.ts';
import { Lane } from './lane.ts';
import type { LaneReport } from './lane.ts';
import { PartitionLedger } from './ledger.ts';
import type { Clock } from './pacer.ts';
import { partitionOf } from './partition.ts';
import { StaleMetadataError, judge } from './rejection.ts';
import type { OutgoingRecord, Sender } from './sender.ts';
import { Sockets } from './sockets.ts';
import type { TimedReading } from './source.ts';

/** What may wait in all lanes together. */
const most = { records: 10_000, bytes: 32 * 2 ** 20 };
/** Bytes that the record format adds to key, value and producer id, about. */
const formatBytes = 40;
const connectMs = 20_000;
const closeMs = 2_000;

export interface LanesOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly partitions: number;
  readonly producer: string;
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly report: LaneReport;
  /** What an earlier run of the same producer reported, by partition. */
  readonly earlier?: ReadonlyMap<number, GeneratorProgress>;
}

export class Lanes {
  readonly #lanes: readonly Lane[];
  readonly #budget = new Budget(most);
  readonly #producer: Buffer;

  constructor(options: LanesOptions) {
    const gate = new Gate();
    this.#producer = Buffer.from(options.producer);
    this.#lanes = Array.from({ length: options.partitions }, (_, partition) => {
      return new Lane({
        ledger: new PartitionLedger(partition, options.earlier?.get(partition)),
        open: () => openSender(options.connection, options.topic),
        judge,
        deadlineMs: options.deadlineMs,
        budget: this.#budget,
        gate,
        clock: options.clock,
        report: options.report,
      });
    });
  }

  get ledgers(): readonly PartitionLedger[] {
    return this.#lanes.map((lane) => lane.ledger);
  }

  /** Readings that are not settled yet. */
  get waiting(): number {
    return this.#budget.records;
  }

  get hasRoom(): boolean {
    return this.#budget.hasRoom;
  }

  /** Returns when there is room again: that is what holds back the source while the broker is slow or away. */
  async room(): Promise<void> {
    this.flush();
    await this.#budget.room();
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

  /** Puts a reading into the lane of its sensor; it is sent with the next `flush`. */
  add({ reading, eventTimeMs }: TimedReading): void {
    const key = Buffer.from(reading.sensor);
    const value = Buffer.from(JSON.stringify(reading));
    const partition = partitionOf(key, this.#lanes.length);
    const lane = this.#lanes[partition];
    if (lane === undefined) throw new RangeError(`no partition ${partition}`);
    const seq = lane.ledger.giveSeq();
    const headers = {
      [readingHeaders.producer]: this.#producer,
      [readingHeaders.seq]: String(seq),
    };
    const bytes = key.length + value.length + this.#producer.length + formatBytes;
    lane.add({ seq, eventTimeMs, bytes, record: { key, value, headers, partition } });
  }

  flush(): void {
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
}

/** Connects a producer that serves one lane. @throws what kafkajs throws, or after 20 s */
async function openSender(connection: KafkaConnection, topic: string): Promise<Sender> {
  const sockets = new Sockets(connection);
  const producer = kafkaClient(sockets.connection).producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
    // The lane itself sends again, and it wants to know early what goes wrong.
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 3 },
  });
  try {
    await within(connectMs, producer.connect());
  } catch (error) {
    sockets.cut();
    throw error;
  }
  return new KafkaSender(producer, topic, sockets);
}

class KafkaSender implements Sender {
  readonly #producer: Producer;
  readonly #topic: string;
  readonly #sockets: Sockets;

  constructor(producer: Producer, topic: string, sockets: Sockets) {
    this.#producer = producer;
    this.#topic = topic;
    this.#sockets = sockets;
  }

  async send(records: readonly OutgoingRecord[]): Promise<number> {
    const [written] = await this.#producer.send({
      topic: this.#topic,
      acks: -1,
      messages: records as OutgoingRecord[],
    });
    // kafkajs drops records for a partition that its metadata does not know, and calls the send done.
    if (written === undefined) throw new StaleMetadataError(records[0]?.partition ?? 0);
    return Number(written.baseOffset ?? -1);
  }

  async close(): Promise<void> {
    await within(closeMs, this.#producer.disconnect()).catch(() => undefined);
    this.#sockets.cut();
  }

  abandon(): void {
    this.#sockets.cut();
    // Ends kafkajs's timers; it may wait for answers that never come.
    void this.#producer.disconnect().catch(() => undefined);
  }
}

/** The result, or a rejection after `ms`. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer for ${ms / 1_000} s`));
    }, ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
