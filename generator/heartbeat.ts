/** Looks at the lanes once a second: publishes the ledger, tells the rate, and says when the broker is away or back. */
import type { Happening } from './events.ts';
import type { Lanes } from './lanes/lanes.ts';
import type { Clock } from './pace/pacer.ts';
import type { Publisher } from './account/publisher.ts';
import { perSecond, talliedBy } from './account/tally.ts';

export interface WatchOptions {
  readonly lanes: Lanes;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly bootstrapServers: readonly string[];
  readonly askedPerSecond: () => number | null;
  readonly say: (happening: Happening) => void;
}

const lookMs = 1_000;
const rateMs = 10_000;
/** Nothing has got through for this long: shorter troubles are a broker that restarts a connection. */
const outageMs = 2_000;

export class Watch {
  readonly #options: WatchOptions;
  readonly #startMs: number;
  #timer: NodeJS.Timeout | undefined;
  #awaySinceMs: number | undefined;
  #hasPublished = false;
  #told: { readonly atMs: number; readonly acknowledged: number };

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#startMs = options.clock.nowMs();
    this.#told = { atMs: this.#startMs, acknowledged: talliedBy(options.lanes).acknowledged };
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.look();
    }, lookMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The first acknowledgement is published at once: whoever started the chain waits for it. */
  acknowledged(): void {
    if (this.#hasPublished) return;
    this.#hasPublished = true;
    this.#options.publisher.publish();
    const afterMs = Math.round(this.#options.clock.nowMs() - this.#startMs);
    this.#options.say({ level: 'info', event: 'first_acknowledged', afterMs });
  }

  look(): void {
    const { publisher, clock } = this.#options;
    const nowMs = clock.nowMs();
    if (this.#hasPublished) publisher.publish();
    this.#lookForOutage(nowMs);
    if (nowMs - this.#told.atMs >= rateMs) this.#tellRate(nowMs);
  }

  #lookForOutage(nowMs: number): void {
    const { lanes, bootstrapServers, say } = this.#options;
    const { trouble } = lanes;
    const isAway = trouble !== undefined && nowMs - trouble.sinceMs >= outageMs;
    if (isAway && this.#awaySinceMs === undefined) {
      this.#awaySinceMs = trouble.sinceMs;
      say({ level: 'warn', event: 'broker_unreachable', bootstrapServers, seen: trouble.seen });
    } else if (!isAway && this.#awaySinceMs !== undefined) {
      const afterMs = Math.round(nowMs - this.#awaySinceMs);
      this.#awaySinceMs = undefined;
      say({ level: 'info', event: 'broker_back', afterMs });
    }
  }

  #tellRate(nowMs: number): void {
    const { lanes, say } = this.#options;
    const askedPerSecond = this.#options.askedPerSecond();
    const { acknowledged } = talliedBy(lanes);
    const { atMs, acknowledged: before } = this.#told;
    const achievedPerSecond = perSecond(acknowledged - before, nowMs - atMs);
    this.#told = { atMs: nowMs, acknowledged };
    const waiting = lanes.waiting;
    say({ level: 'info', event: 'rate', askedPerSecond, achievedPerSecond, acknowledged, waiting });
  }
}
