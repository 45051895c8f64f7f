/** Brings one batch after the other to the broker until each is settled: acknowledged, failed or unknown. */
import type { SealedBatch } from '../batch/sealedBatch.ts';
import { halves } from '../batch/split.ts';
import { ProducerSlot } from './producerSlot.ts';
import type { Rejection, Sender } from './sender.ts';
import { noAnswer } from './attempt.ts';
import type { Answer, DeliveryOptions, Attempt } from './attempt.ts';

const firstPauseMs = 50;
const longestPauseMs = 500;

export class BatchDelivery {
  readonly slot: ProducerSlot;
  /** Readings that failed because the lane was stopped before it could send them. */
  unsent = 0;
  readonly #options: DeliveryOptions;
  readonly #cut = new AbortController();
  /** Bytes of records that the broker took no longer in one batch. */
  #tooManyBytes = Number.POSITIVE_INFINITY;
  #oversized = 0;
  #troubleSinceMs: number | undefined;
  #seen = noAnswer.seen;
  #endTry = (): void => undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.slot = new ProducerSlot(options.open);
  }

  /** Aborts when nothing more may be sent. */
  get cut(): AbortSignal {
    return this.#cut.signal;
  }

  /** Bytes of records that a batch may hold, as far as the broker has shown. */
  get mostBytes(): number {
    return this.#tooManyBytes / 2;
  }

  /** Since when something waits and nothing gets through, and what was seen last; `undefined` while all is well. */
  get trouble(): { readonly sinceMs: number; readonly seen: string } | undefined {
    if (this.#troubleSinceMs === undefined) return undefined;
    return { sinceMs: this.#troubleSinceMs, seen: this.#seen };
  }

  /** Returns when the batch is settled one way or the other. */
  async deliver(batch: SealedBatch, isDoubtful = false): Promise<void> {
    const attempt: Attempt = {
      batch,
      tries: 0,
      isOver: false,
      endDeadline: () => undefined,
      pauseMs: firstPauseMs,
      last: noAnswer,
      isDoubtful,
    };
    this.#troubleSinceMs ??= this.#options.clock.nowMs();
    let isSettled = false;
    while (!isSettled) {
      const sender = await this.#connected(attempt);
      const answer: Answer = sender ? await this.#try(sender, attempt) : { kind: 'late' };
      isSettled = await this.#take(answer, attempt);
    }
    attempt.endDeadline();
  }

  /** The batch was never sent, and will not be. */
  drop(batch: SealedBatch): void {
    this.#options.ledger.failed(batch.seqs, batch.withheld);
    this.unsent += batch.count;
    this.#settle(batch);
  }

  /** What is outstanding is not waited for any longer. */
  stop(): void {
    this.#cut.abort();
    this.#endTry();
  }

  /** Nothing more can be sent. */
  fail(rejection: Rejection): void {
    if (this.#cut.signal.aborted) return;
    this.#cut.abort();
    this.#options.report.fatal(rejection);
  }

  /** @returns true when the batch is settled, false when it must be sent again */
  async #take(answer: Answer, attempt: Attempt): Promise<boolean> {
    if (answer.kind === 'rejected') return this.#rejected(attempt, answer.rejection);
    if (answer.kind === 'written') this.#written(attempt, answer.offset);
    else this.#giveUp(attempt);
    return true;
  }

  /** The producer, connected; `undefined` when the batch's time is over, or nobody may connect. */
  async #connected(attempt: Attempt): Promise<Sender | undefined> {
    const { judge, clock } = this.#options;
    while (!attempt.isOver && !this.#cut.signal.aborted) {
      try {
        return await this.slot.get();
      } catch (error) {
        this.#saw(judge(error), attempt);
        if (isFinal(attempt.last)) return undefined;
        await clock.sleep(longestPauseMs, this.#cut.signal);
      }
    }
    return undefined;
  }

  async #try(sender: Sender, attempt: Attempt): Promise<Answer> {
    const { judge } = this.#options;
    attempt.tries += 1;
    if (attempt.tries === 1) this.#beginDeadline(attempt);
    const answer = sender.send(attempt.batch).then(
      (offset): Answer => ({ kind: 'written', offset }),
      (error: unknown): Answer => ({ kind: 'rejected', rejection: judge(error) }),
    );
    const late = new Promise<Answer>((resolve) => {
      this.#endTry = () => {
        resolve({ kind: 'late' });
      };
    });
    return Promise.race([answer, late]);
  }

  #beginDeadline(attempt: Attempt): void {
    const { clock, deadlineMs } = this.#options;
    attempt.endDeadline = clock.after(deadlineMs, () => {
      attempt.isOver = true;
      this.#endTry();
    });
  }

  #written({ batch, last }: Attempt, offset: number): void {
    const { ledger, report } = this.#options;
    this.slot.count(batch.count);
    this.#troubleSinceMs = undefined;
    if (offset >= 0) {
      ledger.acknowledged(batch.seqs, [offset, offset + batch.count - 1], batch.withheld);
      report.acknowledged();
    } else {
      ledger.unknown(batch.seqs, batch.withheld);
      report.unknown(batch, `the broker did not say where it wrote them (${last.seen})`);
    }
    this.#settle(batch);
  }

  async #rejected(attempt: Attempt, rejection: Rejection): Promise<boolean> {
    this.#saw(rejection, attempt);
    switch (rejection.verdict) {
      case 'again':
      case 'topic gone':
        attempt.isDoubtful ||= rejection.verdict === 'again';
        await this.#pause(attempt);
        return false;
      case 'stale':
      case 'producer lost':
        this.#renew(attempt, attempt.isDoubtful || rejection.verdict === 'producer lost');
        await this.#pause(attempt);
        return false;
      case 'too large':
        await this.#bisect(attempt);
        return true;
      case 'refused':
      case 'denied':
      case 'fenced':
        await this.#refuse(attempt);
        return true;
    }
  }

  async #pause(attempt: Attempt): Promise<void> {
    await this.#options.clock.sleep(attempt.pauseMs, this.#cut.signal);
    attempt.pauseMs = Math.min(attempt.pauseMs * 2, longestPauseMs);
  }

  /**
   * The broker takes no batch of this size. Where a single record was the reason, that one fails and the next batches
   * may be as large as before; where none was, they are smaller from now on.
   */
  async #bisect(attempt: Attempt): Promise<void> {
    const { batch } = attempt;
    const parts = halves(batch);
    if (parts === undefined) {
      await this.#refuse(attempt);
      return;
    }
    const oversizedBefore = this.#oversized;
    attempt.endDeadline();
    if (attempt.isDoubtful) this.#renew(attempt, true);
    this.#settle(batch);
    for (const { count, bytes } of parts) this.#options.buffer.take(count, bytes);
    for (const part of parts) await this.deliver(part, attempt.isDoubtful);
    if (this.#oversized === oversizedBefore) {
      this.#tooManyBytes = Math.min(this.#tooManyBytes, batch.plainBytes);
    }
  }

  /** A new producer: the broker does not recognise as its own what the old one may have written. */
  #renew({ batch }: Attempt, isPossiblyDoubled: boolean): void {
    if (isPossiblyDoubled) this.#options.ledger.possiblyDoubled(batch.seqs);
    this.slot.replace();
  }

  /**
   * The broker said no, and wrote nothing this time; an earlier try without an answer may have. A reading that is set
   * aside is so before the next batch is sent: whoever finds later ones in the topic finds it among the dead letters.
   */
  async #refuse({ batch, last, isDoubtful }: Attempt): Promise<void> {
    const { ledger, report } = this.#options;
    const isOversized = last.verdict === 'too large';
    this.#troubleSinceMs = undefined;
    if (isOversized) this.#oversized += 1;
    if (isOversized && !isDoubtful) await report.oversized(batch);
    else report.refused(batch, last.seen);
    if (isDoubtful) {
      ledger.unknown(batch.seqs, batch.withheld);
      // Its sequence numbers may be taken: the broker would take the next batch for a repetition of this one.
      this.slot.replace();
    } else ledger.failed(batch.seqs, batch.withheld);
    this.#settle(batch);
    if (isFinal(last)) this.fail(last);
  }

  /**
   * The deadline passed, or the lane was stopped: in the topic or not, and what was given up may still be on its way.
   * The next producer keeps it off before it sends anything.
   */
  #giveUp({ batch, tries, last, isDoubtful }: Attempt): void {
    if (tries === 0 && !isDoubtful) {
      this.drop(batch);
    } else {
      this.slot.replace();
      this.#options.ledger.unknown(batch.seqs, batch.withheld);
      this.#options.report.unknown(batch, last.seen);
      this.#settle(batch);
    }
    if (last.verdict === 'topic gone' || isFinal(last)) this.fail(last);
  }

  #settle(batch: SealedBatch): void {
    this.#options.buffer.give(batch.count, batch.bytes);
  }

  #saw(rejection: Rejection, attempt: Attempt): void {
    this.#seen = rejection.seen;
    attempt.last = rejection;
  }
}

/** Nothing more can be sent by this process. */
function isFinal({ verdict }: Rejection): boolean {
  return verdict === 'denied' || verdict === 'fenced';
}
