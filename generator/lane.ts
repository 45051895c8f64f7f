/**
 * One ordered lane in front of one partition. The rule that keeps kafkajs from losing and doubling (docs/architecture.md,
 * Lanes): every send goes to one partition, and a lane has at most one send outstanding.
 */
import type { Clock } from './pacer.ts';
import type { Budget } from './budget.ts';
import type { Gate, Gated } from './gate.ts';
import type { PartitionLedger } from './ledger.ts';
import { Queue } from './queue.ts';
import type { Batch, QueuedRecord } from './queue.ts';
import { SenderSlot } from './senderSlot.ts';
import type { Rejection, Sender } from './sender.ts';

export interface LaneOptions {
  readonly ledger: PartitionLedger;
  /** Connects a new producer; rejects when the broker is away. Takes a bounded time. */
  readonly open: () => Promise<Sender>;
  readonly judge: (error: unknown) => Rejection;
  /** How long a batch may stay unacknowledged after it was first sent, in ms. */
  readonly deadlineMs: number;
  /** Room shared by all lanes. */
  readonly budget: Budget;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly report: LaneReport;
}

/** What a lane tells while it works. */
export interface LaneReport {
  acknowledged(): void;
  unknown(batch: Batch, seen: string): void;
  refused(batch: Batch, seen: string): void;
  /** Nothing more can be sent: the lanes must be stopped. This one has stopped already. */
  fatal(rejection: Rejection): void;
}

const firstPauseMs = 50;
const longestPauseMs = 500;

/** One batch on its way to be settled. */
interface Trial {
  readonly batch: Batch;
  tries: number;
  /** When the batch counts as unknown; never, before it was first sent. */
  untilMs: number;
  pauseMs: number;
  last: Rejection;
  /** A try was rejected that may have been written all the same. */
  isDoubtful: boolean;
}

type Answer =
  | { readonly kind: 'written'; readonly offset: number }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'late' };

const noAnswer: Rejection = { verdict: 'again', seen: 'no answer' };

export class Lane implements Gated {
  readonly #options: LaneOptions;
  readonly #queue = new Queue();
  readonly #cut = new AbortController();
  readonly #slot: SenderSlot;
  #work: Promise<void> | undefined;
  /** Event time of the oldest reading of the batch that is being cut or sent. */
  #currentMs: number | undefined;
  #troubleSinceMs: number | undefined;
  #seen = noAnswer.seen;
  #unsent = 0;
  #endTry = (): void => undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#slot = new SenderSlot(options.open);
    options.gate.join(this);
  }

  get ledger(): PartitionLedger {
    return this.#options.ledger;
  }

  get oldestMs(): number | undefined {
    return this.#currentMs ?? this.#queue.firstMs;
  }

  /** Readings that failed because the lane was stopped before it could send them. */
  get unsent(): number {
    return this.#unsent;
  }

  /** Since when something waits and nothing gets through, and what was seen last; `undefined` while all is well. */
  get trouble(): { readonly sinceMs: number; readonly seen: string } | undefined {
    if (this.#troubleSinceMs === undefined) return undefined;
    return { sinceMs: this.#troubleSinceMs, seen: this.#seen };
  }

  /** Puts a reading at the end of the lane; it is sent after the next `flush`. */
  add(record: QueuedRecord): void {
    this.#queue.push(record);
    this.#options.budget.take(record.bytes);
    this.#options.gate.entered(record.eventTimeMs);
  }

  /** Sends what waits, now or after what is outstanding. */
  flush(): void {
    if (this.#queue.length > 0) this.#begin(() => this.#sendAll());
  }

  /** Connects before the first reading comes; where that fails, sending connects again. */
  warmUp(): void {
    this.#begin(async () => void (await this.#slot.get().catch(() => undefined)));
  }

  #begin(task: () => Promise<void>): void {
    if (this.#work !== undefined || this.#cut.signal.aborted) return;
    this.#work = task()
      .catch((error: unknown) => {
        this.#fatal({ verdict: 'refused', seen: String(error) });
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
    this.#cut.abort();
    this.#endTry();
    this.#options.gate.moved();
    await this.#work;
    await this.#slot.close();
    for (let batch = this.#queue.cut(); batch; batch = this.#queue.cut()) this.#dropUnsent(batch);
  }

  async #sendAll(): Promise<void> {
    const { gate } = this.#options;
    while (this.#queue.firstMs !== undefined && !this.#cut.signal.aborted) {
      if (!gate.isOpen(this.#queue.firstMs)) {
        await gate.change();
        continue;
      }
      this.#currentMs = this.#queue.firstMs;
      const batch = this.#queue.cut((record) => gate.isOpen(record.eventTimeMs));
      if (batch !== undefined) await this.#deliver(batch);
      this.#currentMs = undefined;
      gate.moved();
    }
  }

  /** Returns when the batch is settled one way or the other. */
  async #deliver(batch: Batch, isDoubtful = false): Promise<void> {
    const trial: Trial = {
      batch,
      tries: 0,
      untilMs: Number.POSITIVE_INFINITY,
      pauseMs: firstPauseMs,
      last: noAnswer,
      isDoubtful,
    };
    this.#troubleSinceMs ??= this.#options.clock.nowMs();
    let isSettled = false;
    while (!isSettled) {
      const sender = await this.#connected(trial);
      const answer: Answer = sender ? await this.#try(sender, trial) : { kind: 'late' };
      isSettled = await this.#take(answer, trial);
    }
  }

  /** @returns true when the batch is settled, false when it must be sent again */
  async #take(answer: Answer, trial: Trial): Promise<boolean> {
    if (answer.kind === 'rejected') return this.#rejected(trial, answer.rejection);
    if (answer.kind === 'written') this.#written(trial, answer.offset);
    else this.#giveUp(trial);
    return true;
  }

  /** The producer, connected; `undefined` when the batch's time is over, or nobody may connect. */
  async #connected(trial: Trial): Promise<Sender | undefined> {
    const { judge, clock } = this.#options;
    while (clock.nowMs() < trial.untilMs && !this.#cut.signal.aborted) {
      try {
        return await this.#slot.get();
      } catch (error) {
        this.#saw(judge(error), trial);
        if (trial.last.verdict === 'denied') return undefined;
        await clock.sleep(longestPauseMs, this.#cut.signal);
      }
    }
    return undefined;
  }

  async #try(sender: Sender, trial: Trial): Promise<Answer> {
    const { clock, deadlineMs, judge } = this.#options;
    if (trial.tries === 0) trial.untilMs = clock.nowMs() + deadlineMs;
    trial.tries += 1;
    const answer = sender.send(trial.batch.records.map(({ record }) => record)).then(
      (offset): Answer => ({ kind: 'written', offset }),
      (error: unknown): Answer => ({ kind: 'rejected', rejection: judge(error) }),
    );
    let takeBack = (): void => undefined;
    const late = new Promise<Answer>((resolve) => {
      this.#endTry = () => {
        resolve({ kind: 'late' });
      };
      takeBack = clock.after(trial.untilMs - clock.nowMs(), this.#endTry);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      takeBack();
    }
  }

  #written({ batch, last }: Trial, offset: number): void {
    const { ledger, report } = this.#options;
    const count = batch.records.length;
    this.#slot.count(count);
    this.#troubleSinceMs = undefined;
    if (offset >= 0) {
      ledger.acknowledged(batch.seqs, [offset, offset + count - 1]);
      report.acknowledged();
    } else {
      ledger.unknown(batch.seqs);
      report.unknown(batch, `the broker did not say where it wrote them (${last.seen})`);
    }
    this.#settle(batch);
  }

  async #rejected(trial: Trial, rejection: Rejection): Promise<boolean> {
    this.#saw(rejection, trial);
    switch (rejection.verdict) {
      case 'again':
      case 'topic gone':
        trial.isDoubtful ||= rejection.verdict === 'again';
        await this.#pause(trial);
        return false;
      case 'stale':
      case 'producer lost':
        this.#renew(trial, trial.isDoubtful || rejection.verdict === 'producer lost');
        await this.#pause(trial);
        return false;
      case 'too large':
        await this.#bisect(trial);
        return true;
      case 'refused':
      case 'denied':
        this.#refuse(trial);
        return true;
    }
  }

  async #pause(trial: Trial): Promise<void> {
    await this.#options.clock.sleep(trial.pauseMs, this.#cut.signal);
    trial.pauseMs = Math.min(trial.pauseMs * 2, longestPauseMs);
  }

  /** The broker takes no batch of this size: smaller ones from now on; a record that is too large by itself fails. */
  async #bisect(trial: Trial): Promise<void> {
    const halves = trial.batch.halves();
    if (halves === undefined) {
      this.#refuse(trial);
      return;
    }
    this.#queue.mostBytes = Math.ceil(trial.batch.bytes / 2);
    if (trial.isDoubtful) this.#renew(trial, true);
    for (const half of halves) await this.#deliver(half, trial.isDoubtful);
  }

  /** A new producer: the broker does not recognise as its own what the old one may have written. */
  #renew({ batch }: Trial, isPossiblyDoubled: boolean): void {
    if (isPossiblyDoubled) this.ledger.possiblyDoubled(batch.seqs);
    this.#slot.replace();
  }

  /** The broker said no, and wrote nothing this time; an earlier try without an answer may have. */
  #refuse({ batch, last, isDoubtful }: Trial): void {
    this.#troubleSinceMs = undefined;
    if (isDoubtful) this.ledger.unknown(batch.seqs);
    else this.ledger.failed(batch.seqs);
    this.#options.report.refused(batch, last.seen);
    this.#settle(batch);
    if (last.verdict === 'denied') this.#fatal(last);
  }

  /** The deadline passed, or the lane was stopped: in the topic or not. Nothing of it may come in between later. */
  #giveUp({ batch, tries, last, isDoubtful }: Trial): void {
    if (tries === 0 && !isDoubtful) {
      this.#dropUnsent(batch);
    } else {
      this.#slot.replace();
      this.ledger.unknown(batch.seqs);
      this.#options.report.unknown(batch, last.seen);
      this.#settle(batch);
    }
    if (last.verdict === 'topic gone' || last.verdict === 'denied') this.#fatal(last);
  }

  #dropUnsent(batch: Batch): void {
    this.ledger.failed(batch.seqs);
    this.#unsent += batch.records.length;
    this.#settle(batch);
  }

  #settle(batch: Batch): void {
    this.#options.budget.give(batch.records.length, batch.bytes);
  }

  #saw(rejection: Rejection, trial: Trial): void {
    this.#seen = rejection.seen;
    trial.last = rejection;
  }

  #fatal(rejection: Rejection): void {
    if (this.#cut.signal.aborted) return;
    this.#cut.abort();
    this.#options.report.fatal(rejection);
  }
}
