/** What a lane's producers do to one partition of a broker: scripted faults, and Kafka's rule for repetitions. */
import { setImmediate as turn } from 'node:timers/promises';
import type { OutgoingRecord, Rejection, Sender } from '../../generator/sender.ts';

/** What happens to one send. */
export type Fate =
  | 'written'
  /** Written, but the answer is lost: the client sees a rejection. */
  | 'answer lost'
  /** Rejected before anything was written. */
  | 'rejected'
  /** Never settles; written, unless the producer is abandoned first. */
  | 'late'
  /** Never settles, and is written before anybody can stop it. */
  | 'written, silent'
  | 'producer lost'
  | 'too large'
  | 'refused'
  | 'stale'
  /** Connecting fails. */
  | 'away';

export const faults: readonly Fate[] = [
  'answer lost',
  'rejected',
  'late',
  'written, silent',
  'producer lost',
  'too large',
  'refused',
  'stale',
  'away',
];

export class ModelBroker {
  /** Sequence numbers in the order in which they were written. */
  readonly log: number[] = [];
  /** Largest number of sends that were outstanding at once, abandoned ones left out. */
  mostOutstanding = 0;
  outstanding = 0;
  readonly #fates: Fate[];
  readonly #late: (() => void)[] = [];

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates];
  }

  nextFate(): Fate {
    return this.#fates.shift() ?? 'written';
  }

  readonly open = async (): Promise<Sender> => {
    await turn();
    if (this.#fates[0] === 'away') {
      this.#fates.shift();
      throw new Error('away');
    }
    return new ModelSender(this);
  };

  /** Writes that were held up reach the broker now, if their producer still lives. */
  deliverLate(): void {
    for (const deliver of this.#late.splice(0)) deliver();
  }

  holdUp(deliver: () => void): void {
    this.#late.push(deliver);
  }

  began(): void {
    this.outstanding += 1;
    this.mostOutstanding = Math.max(this.mostOutstanding, this.outstanding);
  }
}

class ModelSender implements Sender {
  readonly #broker: ModelBroker;
  /** Batches the broker remembers of this producer, by first and last sequence number. */
  readonly #remembered = new Map<string, number>();
  #isAbandoned = false;
  #open = 0;

  constructor(broker: ModelBroker) {
    this.#broker = broker;
  }

  async send(records: readonly OutgoingRecord[]): Promise<number> {
    this.#broker.began();
    this.#open += 1;
    await turn();
    const fate = this.#broker.nextFate();
    if (fate === 'late') this.#broker.holdUp(() => this.#write(records));
    if (fate === 'written, silent') this.#write(records);
    if (fate === 'late' || fate === 'written, silent') return new Promise(() => undefined);
    const offset = fate === 'written' || fate === 'answer lost' ? this.#write(records) : -1;
    this.#open -= 1;
    this.#broker.outstanding -= 1;
    if (fate === 'written') return offset;
    throw new Error(fate);
  }

  #write(records: readonly OutgoingRecord[]): number {
    if (this.#isAbandoned) return -1;
    const seqs = records.map(({ headers }) => Number(headers['seq']));
    const batch = `${seqs[0]}-${seqs.at(-1)}`;
    const known = this.#remembered.get(batch);
    if (known !== undefined) return known;
    const offset = this.#broker.log.length;
    this.#broker.log.push(...seqs);
    this.#remembered.set(batch, offset);
    return offset;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  abandon(): void {
    this.#isAbandoned = true;
    this.#broker.outstanding -= this.#open;
    this.#open = 0;
  }
}

export function judgeFate(error: unknown): Rejection {
  const seen = error instanceof Error ? error.message : String(error);
  const isVerdict = ['producer lost', 'too large', 'refused', 'stale'].includes(seen);
  return { verdict: isVerdict ? (seen as Rejection['verdict']) : 'again', seen };
}
