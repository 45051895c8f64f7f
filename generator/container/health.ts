/** Health of the generator, as a probe asks for it: it follows from what the generator logs. */
import type { LogEvent } from '../events.ts';

export class Health {
  #hasDelivered = false;
  #away: string | undefined;
  #isStopping = false;

  follow(event: LogEvent): void {
    // The generator says so once nothing got through for 2 s.
    if (event.event === 'broker_unreachable') this.#away = event.seen;
    if (event.event === 'broker_back' || event.event === 'started') this.#away = undefined;
    if (event.event === 'first_acknowledged') this.#hasDelivered = true;
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
}
