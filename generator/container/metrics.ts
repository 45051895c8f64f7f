/** The generator's figures as Prometheus metrics; the one file that knows prom-client. */
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Figures, Tally } from '../events.ts';
import { systemClock } from '../pace/clock.ts';
import { RateMeter } from '../account/rateMeter.ts';

const prefix = 'courant_generator_';

export class Metrics {
  readonly #registry = new Registry();
  readonly #meter = new RateMeter();
  #read: (() => Figures) | undefined;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#count('acknowledged', 'readings_acknowledged_total', 'Readings that Kafka acknowledged.');
    this.#count('failed', 'readings_failed_total', 'Readings that are surely not in the topic.');
    this.#count(
      'unknown',
      'readings_unknown_total',
      'Readings without an answer before the delivery deadline.',
    );
    this.#count('badRows', 'bad_rows_total', 'Rows of replayed files that were no reading.');
    this.#gauge('readings_waiting', 'Readings that are not settled yet.', ({ waiting }) => waiting);
    this.#gauge(
      'asked_readings_per_second',
      'Rate that was asked for; absent in a replay, which follows its files.',
      ({ askedPerSecond }) => askedPerSecond,
    );
    this.#gauge(
      'achieved_readings_per_second',
      'Acknowledged readings a second since the last scrape.',
      ({ acknowledged }) => this.#meter.rate(acknowledged, systemClock.nowMs()),
    );
  }

  /** @param read tells at any time how far the run is */
  watch(read: () => Figures): void {
    this.#read = read;
    // Where the first scrape counts from.
    this.#meter.rate(read().acknowledged, systemClock.nowMs());
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** The generator counts for itself; the counter shows its sum. */
  #count(of: keyof Tally | 'badRows', name: string, help: string): void {
    const read = () => this.#read?.()[of] ?? 0;
    new Counter({
      name: `${prefix}${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  #gauge(name: string, help: string, pick: (figures: Figures) => number | null): void {
    const read = () => (this.#read === undefined ? null : pick(this.#read()));
    new Gauge({
      name: `${prefix}${name}`,
      help,
      registers: [this.#registry],
      collect() {
        const value = read();
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  }
}
