/** Records that are larger than the broker takes: what can be kept of them goes to the dead letters. */
import { deadLetterHeaders, readingHeaders, topicNames } from '../../chain/names.ts';
import type { MalformedKind } from '../../chain/definition/generatorSchema.ts';
import type { KafkaConnection, RecordView } from '../../kafka/client.ts';
import { TopicWriter } from '../../kafka/writer.ts';
import type { SealedBatch } from '../batch/sealedBatch.ts';
import { seqOf } from '../batch/split.ts';

/** Bytes of the value that are kept. */
const keptBytes = 1_000;
const reason: MalformedKind = 'oversized';

export interface DeadLettersOptions {
  readonly connection: KafkaConnection;
  readonly producer: string;
  /** Where the records should have gone. */
  readonly topic: string;
  /** How long one write may take, the broker being away. */
  readonly deadlineMs: number;
  /** So many dead letters could not be written; their readings are accounted for all the same. */
  readonly onFailure: (count: number, error: unknown) => void;
}

/** Written as they come, one write at a time, in order. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  /** Dead letters so far, written or not. */
  count = 0;
  #waiting: ReturnType<typeof toLetter>[] = [];
  #work: Promise<void> | undefined;
  readonly #writer: TopicWriter;

  constructor(options: DeadLettersOptions) {
    this.#options = options;
    this.#writer = new TopicWriter(options.connection, topicNames.deadLetters);
  }

  /** The records of a batch that the broker refused for its size. @returns when they are written, or could not be */
  async add(batch: SealedBatch): Promise<void> {
    batch.eachRecord((record) => this.#waiting.push(toLetter(record, batch, this.#options)));
    this.count += batch.count;
    this.#work ??= this.#writeAll().finally(() => {
      this.#work = undefined;
    });
    await this.#work;
  }

  /** Waits for what is under way, no longer than the patience. */
  async finish(patience: Promise<unknown>): Promise<void> {
    const written = Promise.resolve(this.#work).then(() => this.#writer.close());
    await Promise.race([written, patience]);
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const letters = this.#waiting;
      this.#waiting = [];
      try {
        // It connects with the first letter, however long the broker is away.
        await this.#writer.write(letters, this.#options.deadlineMs);
      } catch (error) {
        this.#options.onFailure(letters.length, error);
      }
    }
  }
}

/** No offset: the record is in no partition. The view's bytes are given free, so they are copied. */
function toLetter(
  record: RecordView,
  { partition, plainBytes, count }: SealedBatch,
  { producer, topic }: DeadLettersOptions,
) {
  const seq = seqOf(record);
  const bytes = Math.round(plainBytes / count);
  return {
    key: `${producer}/${partition}:${seq}`,
    value: Buffer.from(record.value?.subarray(0, keptBytes) ?? Buffer.alloc(0)),
    headers: {
      [deadLetterHeaders.reason]: reason,
      [deadLetterHeaders.detail]: `a record of ${bytes} bytes is larger than Kafka takes`,
      [deadLetterHeaders.topic]: topic,
      [deadLetterHeaders.partition]: String(partition),
      [readingHeaders.producer]: producer,
      [readingHeaders.seq]: String(seq),
    },
  };
}
