/**
 * A producer without a name: nobody was it before, and nobody goes on as it. It has only its own earlier connections to
 * keep off, which needs no rights on a transactional id: the first write of a higher epoch does that for its partition.
 */
import type { KafkaConnection } from './connection.ts';
import { Link } from './driver/link.ts';
import { nextEpoch } from './driver/transactions.ts';
import type { ProducerIdentity } from './driver/transactions.ts';

const highestEpoch = 32_767;

export class FreshProducer {
  readonly #connection: KafkaConnection;
  #last: ProducerIdentity;

  private constructor(connection: KafkaConnection, first: ProducerIdentity) {
    this.#connection = connection;
    this.#last = { ...first, producerEpoch: first.producerEpoch - 1 };
  }

  /** @throws CourantError COURANT_KAFKA_UNREACHABLE, COURANT_KAFKA_DENIED */
  static async open(connection: KafkaConnection): Promise<FreshProducer> {
    return new FreshProducer(connection, await newId(connection));
  }

  /**
   * As whom a new connection writes: once it has written to a partition, nothing comes there that was sent before.
   * @throws CourantError COURANT_KAFKA_UNREACHABLE, COURANT_KAFKA_DENIED
   */
  async identity(): Promise<ProducerIdentity> {
    const { producerEpoch, producerId } = this.#last;
    this.#last =
      producerEpoch < highestEpoch
        ? { producerId, producerEpoch: producerEpoch + 1 }
        : await newId(this.#connection);
    return this.#last;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function newId(connection: KafkaConnection): Promise<ProducerIdentity> {
  const link = await Link.open(connection);
  try {
    return await link.retrying('asking for a producer id', async () =>
      nextEpoch(await link.controller(), null),
    );
  } finally {
    await link.close();
  }
}
