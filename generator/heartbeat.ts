/** The heartbeat of a run: once a second it publishes the ledger, logs the rate, and says when the broker is away or back. */
import type { Publisher } from './account/publisher.ts';
import { tallied } from './account/tally.ts';
import { AwayNotice } from './awayNotice.ts';
import type { GeneratorIo } from './options.ts';
import type { Lanes } from './lanes/lanes.ts';
import type { Clock } from './pace/clock.ts';
import { perSecond } from './pace/rates.ts';

export interface HeartbeatOptions {
  readonly lanes: Lanes;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly bootstrapServers: readonly string[];
  readonly askedPerSecond: () => number | null;
  readonly log: GeneratorIo['log'];
}

/** After so long without a written report it is said, and said again. */
const unwrittenMs = { first: 5_000, again: 30_000 };
const beatMs = 1_000;
const rateMs = 10_000;
/** Nothing has got through for this long: shorter troubles are a broker that restarts a connection. */
const outageMs = 2_000;

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #startMs: number;
  readonly #notice: AwayNotice;
  #timer: NodeJS.Timeout | undefined;
  #awaySinceMs: number | undefined;
  #hasPublished = false;
  #warnAtMs = unwrittenMs.first;
  /** Where the last rate that was logged ended. */
  #logged: { readonly atMs: number; readonly acknowledged: number };

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#startMs = options.clock.nowMs();
    this.#notice = new AwayNotice(options.bootstrapServers, options.log);
    const { acknowledged } = tallied(options.lanes.ledgers);
    this.#logged = { atMs: this.#startMs, acknowledged };
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#beat();
    }, beatMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The first acknowledgement is published at once: whoever started the chain waits for it. */
  acknowledged(): void {
    if (this.#hasPublished) return;
    this.#hasPublished = true;
    const { publisher, clock, log } = this.#options;
    publisher.publish();
    const afterMs = Math.round(clock.nowMs() - this.#startMs);
    log({ level: 'info', event: 'first_acknowledged', afterMs });
  }

  #beat(): void {
    const nowMs = this.#options.clock.nowMs();
    if (this.#hasPublished) this.#options.publisher.publish();
    this.#logOutage(nowMs);
    this.#logUnwritten();
    if (nowMs - this.#logged.atMs >= rateMs) this.#logRate(nowMs);
  }

  #logOutage(nowMs: number): void {
    const { trouble } = this.#options.lanes;
    if (trouble !== undefined && nowMs - trouble.sinceMs >= outageMs) {
      this.#awaySinceMs ??= trouble.sinceMs;
      this.#notice.away(nowMs, trouble.seen);
    } else if (this.#awaySinceMs !== undefined) {
      this.#notice.back(nowMs - this.#awaySinceMs);
      this.#awaySinceMs = undefined;
    }
  }

  /** Where the broker is away that is all there is to say. */
  #logUnwritten(): void {
    const { publisher, log } = this.#options;
    const { unwrittenMs: forMs, seen } = publisher;
    if (forMs < unwrittenMs.first) this.#warnAtMs = unwrittenMs.first;
    if (forMs < this.#warnAtMs || this.#awaySinceMs !== undefined) return;
    this.#warnAtMs = forMs + unwrittenMs.again;
    log({ level: 'warn', event: 'progress_not_written', forMs: Math.round(forMs), seen });
  }

  #logRate(nowMs: number): void {
    const { lanes, log, askedPerSecond } = this.#options;
    const { acknowledged } = tallied(lanes.ledgers);
    const before = this.#logged;
    this.#logged = { atMs: nowMs, acknowledged };
    log({
      level: 'info',
      event: 'rate',
      askedPerSecond: askedPerSecond(),
      achievedPerSecond: perSecond(acknowledged - before.acknowledged, nowMs - before.atMs),
      acknowledged,
      waiting: lanes.waiting,
    });
  }
}
