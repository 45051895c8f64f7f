/** The one producer of a lane, and when it is replaced by a new one. */
import type { Sender } from './sender.ts';

/** A producer is replaced before its sequence numbers (31 bits) run out: kafkajs does not survive the wrap. */
const mostRecordsOfAProducer = 1_000_000_000;

export class ProducerSlot {
  readonly #open: () => Promise<Sender>;
  #sender: Sender | undefined;
  #sent = 0;

  constructor(open: () => Promise<Sender>) {
    this.#open = open;
  }

  /** The producer, connected first when there is none. @throws what connecting throws */
  async get(): Promise<Sender> {
    if (this.#sent >= mostRecordsOfAProducer) await this.close();
    this.#sender ??= await this.#open();
    return this.#sender;
  }

  /** Records were written. */
  count(records: number): void {
    this.#sent += records;
  }

  /** Cuts off whatever is outstanding; the next `get` connects a new producer. */
  replace(): void {
    this.#sender?.abandon();
    this.#sender = undefined;
    this.#sent = 0;
  }

  /** Nothing may be outstanding. */
  async close(): Promise<void> {
    const sender = this.#sender;
    this.#sender = undefined;
    this.#sent = 0;
    await sender?.close();
  }
}
