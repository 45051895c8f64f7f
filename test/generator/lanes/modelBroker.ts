/** What a lane's producers do to one partition of a broker: scripted faults, and Kafka's rule for repetitions. */
import { setImmediate as turn } from 'node:timers/promises';
import type { SealedBatch } from '../../../generator/batch/sealedBatch.ts';
import { seqOf } from '../../../generator/batch/split.ts';
import type { Rejection, Sender } from '../../../generator/lanes/sender.ts';

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

/** The sequence numbers of a batch's records. */
export function seqsOf(batch: SealedBatch): number[] {
  const seqs: number[] = [];
  batch.eachRecord((record) => seqs.push(seqOf(record)));
  return seqs;
}

/** Numbers its batches like the real sender, and has them judged by Kafka's rule. */
class ModelSender implements Sender {
  readonly #broker: ModelBroker;
  /** Batches the broker remembers of this producer, by base sequence and count. */
  readonly #remembered = new Map<string, number>();
  /** The sender's own counter, and the broker's. */
  #sequence = 0;
  #expected = 0;
  #isAbandoned = false;
  #open = 0;

  constructor(broker: ModelBroker) {
    this.#broker = broker;
  }

  async send(batch: SealedBatch): Promise<number> {
    const sequence = this.#sequence;
    const write = () => this.#write(seqsOf(batch), sequence);
    this.#broker.began();
    this.#open += 1;
    await turn();
    const fate = this.#broker.nextFate();
    if (fate === 'late') this.#broker.holdUp(write);
    if (fate === 'written, silent') write();
    if (fate === 'late' || fate === 'written, silent') return new Promise(() => undefined);
    const offset = fate === 'written' || fate === 'answer lost' ? write() : -1;
    this.#open -= 1;
    this.#broker.outstanding -= 1;
    if (fate !== 'written') throw new Error(fate);
    if (offset === undefined) throw new Error('producer lost');
    this.#sequence += batch.count;
    return offset;
  }

  /** @returns `undefined` for a number that neither follows nor repeats: OUT_OF_ORDER_SEQUENCE_NUMBER */
  #write(seqs: readonly number[], sequence: number): number | undefined {
    if (this.#isAbandoned) return undefined;
    const name = `${sequence}+${seqs.length}`;
    const known = this.#remembered.get(name);
    if (known !== undefined) return known;
    if (sequence !== this.#expected) return undefined;
    const offset = this.#broker.log.length;
    this.#broker.log.push(...seqs);
    this.#remembered.set(name, offset);
    this.#expected += seqs.length;
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
