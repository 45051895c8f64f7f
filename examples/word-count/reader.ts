/** Reads a topic from its beginning on with kafkajs, and knows when it has caught up. */
import { randomUUID } from 'node:crypto';
import { decompress } from 'fzstd';
import kafkajs from 'kafkajs';
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';

// What the engines write is compressed with zstd, the generator's words too from Node 22.15 on: kafkajs has no codec for it.
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
  compress: () => Promise.reject(new Error('this program only reads')),
  decompress: (bytes: Buffer) => Promise.resolve(Buffer.from(decompress(bytes))),
});

export class TopicReader {
  readonly #topic: string;
  readonly #kafka: Kafka;
  readonly #consumer: Consumer;
  /** By partition, the offset that comes next. */
  readonly #next = new Map<number, number>();

  constructor(brokers: readonly string[], topic: string) {
    this.#topic = topic;
    this.#kafka = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING });
    // A group of its own at each start: it gets all partitions, and goes on from nobody's offsets.
    this.#consumer = this.#kafka.consumer({ groupId: `word-count-${topic}-${randomUUID()}` });
  }

  async start(visit: (message: KafkaMessage) => void): Promise<void> {
    // Markers of transactions take offsets and are no messages: this event tells of both.
    this.#consumer.on('consumer.end_batch_process', ({ payload: { partition, lastOffset } }) => {
      this.#next.set(partition, Number(lastOffset) + 1);
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: this.#topic, fromBeginning: true });
    await this.#consumer.run({
      eachMessage: ({ message }) => {
        visit(message);
        return Promise.resolve();
      },
    });
  }

  /** Resolves once all has been read that is in the topic now. */
  async caughtUp(): Promise<void> {
    const admin = this.#kafka.admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(this.#topic);
    await admin.disconnect();
    const isBehind = () =>
      offsets.some(({ partition, low, high }) => {
        const next = this.#next.get(partition) ?? Number(low);
        return next < Number(high);
      });
    while (isBehind()) await this.#nextBatch();
  }

  #nextBatch(): Promise<void> {
    return new Promise((resolve) => {
      const remove = this.#consumer.on('consumer.end_batch_process', () => {
        remove();
        resolve();
      });
    });
  }

  stop(): Promise<void> {
    return this.#consumer.disconnect();
  }
}

/** A JSON document that a topic holds. */
export function parsed<T>({ value }: KafkaMessage): T {
  return JSON.parse(value?.toString() ?? 'null') as T;
}
