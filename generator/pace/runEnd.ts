/** When a run takes no more readings, and how long it then waits for those under way. */
import type { Clock } from './clock.ts';

/** After a signal, what is under way is settled within this time; Kubernetes grants 30 s. */
const stopMs = 20_000;
/** The last report is written within this time. */
const reportMs = 3_000;
/** The pace ends a run after its duration; so much later a source is ended that waits for room. */
const waitingMs = 500;

export interface RunEndOptions {
  readonly clock: Clock;
  /** Of whoever stops the run. */
  readonly signal: AbortSignal;
  /** How long a reading may stay unacknowledged, in ms. */
  readonly deadlineMs: number;
}

export class RunEnd {
  readonly #options: RunEndOptions;
  readonly #intake = new AbortController();
  /** Aborts when all is done: ends every timer. */
  readonly #done = new AbortController();
  /** Aborts when no more readings are to be taken. */
  readonly signal: AbortSignal;

  constructor(options: RunEndOptions) {
    this.#options = options;
    this.signal = AbortSignal.any([options.signal, this.#intake.signal]);
  }

  /** No more readings are to be taken. */
  reached(): void {
    this.#intake.abort();
  }

  /** The end is reached after so many ms, also where the source waits for room then. */
  after(durationMs: number): void {
    const { clock } = this.#options;
    void clock.sleep(durationMs + waitingMs, this.#done.signal).then(() => {
      this.reached();
    });
  }

  /** Returns when what is under way has had its time: the delivery deadline, or less once the signal came. */
  async settled(): Promise<void> {
    const { clock, signal, deadlineMs } = this.#options;
    const stopped = AbortSignal.any([signal, this.#done.signal]);
    await clock.sleep(deadlineMs + reportMs, stopped);
    if (signal.aborted) await clock.sleep(Math.min(stopMs, deadlineMs), this.#done.signal);
  }

  /** Returns when the last reports have had their time. */
  reported(): Promise<void> {
    return this.#options.clock.sleep(reportMs, this.#done.signal);
  }

  /** Nothing is waited for any longer. */
  done(): void {
    this.#done.abort();
  }
}
