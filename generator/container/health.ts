/** Health of the generator, as a probe asks for it: it follows from what the generator logs. */
import { formatDuration } from '../../chain/words/quantity.ts';
import { isAboutCertificate } from '../awayNotice.ts';
import type { LogEvent } from '../events.ts';
import type { Clock } from '../pace/clock.ts';

/** Longer than a broker is away, and than a mounted file is old: only then another process might do better. */
const mostRefusedMs = 180_000;

export class Health {
  readonly #clock: Pick<Clock, 'nowMs'>;
  #hasDelivered = false;
  #away: string | undefined;
  #refusedSinceMs: number | undefined;
  #isStopping = false;

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  follow(event: LogEvent): void {
    // The generator says so once nothing got through for 2 s, and again.
    if (event.event === 'broker_unreachable') this.#isAway(event.seen);
    if (event.event === 'broker_back' || event.event === 'started') {
      this.#away = undefined;
      this.#refusedSinceMs = undefined;
    }
    if (event.event === 'first_acknowledged') this.#hasDelivered = true;
  }

  #isAway(seen: string): void {
    this.#away = seen;
    if (!isAboutCertificate(seen)) this.#refusedSinceMs = undefined;
    else this.#refusedSinceMs ??= this.#clock.nowMs();
  }

  stopping(): void {
    this.#isStopping = true;
  }

  /** `undefined`: it is ready. */
  whyNotReady(): string | undefined {
    if (this.#isStopping) return 'the generator stops';
    if (this.#away !== undefined) return `the broker does not answer: ${this.#away}`;
    return this.#hasDelivered ? undefined : 'no reading was acknowledged yet';
  }

  /** `undefined`: it lives. A broker that is away is no reason to start again. */
  whyNotAlive(): string | undefined {
    if (this.#refusedSinceMs === undefined) return undefined;
    const forMs = this.#clock.nowMs() - this.#refusedSinceMs;
    if (forMs < mostRefusedMs) return undefined;
    return `the broker's certificate is refused for ${formatDuration(forMs)}: ${this.#away}`;
  }
}
