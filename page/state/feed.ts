/** What the page is told, about once a second, for as long as somebody listens. Otherwise nothing is read. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Kafka } from '../../kafka/client.ts';
import { withOpenKafka } from '../../targets/data/openKafka.ts';
import { statusWithoutKafka, StatusWatch } from '../../targets/data/status.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { Target } from '../../targets/target.ts';
import type { Happening, LiveEvents, LivePoint, LiveState } from '../live.ts';
import { causesOf } from './causes.ts';
import { historyMs, historyOf } from './history.ts';
import { insightsOf } from './insights.ts';
import { edgesOf, pointOf } from './point.ts';
import { slowestOf } from './slowest.ts';
import { Watermarks } from './watermark.ts';

const everyMs = 1_000;

export interface FeedParts {
  readonly target: Target;
  readonly tell: <Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]) => void;
}

export class Feed {
  readonly #parts: FeedParts;
  #running: AbortController | undefined;
  #done: Promise<void> = Promise.resolve();
  #latest: LiveState | undefined;
  #points: LivePoint[] = [];
  #happenings: Happening[] = [];
  #watermarks = new Watermarks();

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  get latest(): LiveState | undefined {
    return this.#latest;
  }

  /** The last five minutes; empty before they were read. */
  get history(): readonly LivePoint[] {
    return this.#points;
  }

  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  start(): void {
    if (this.#running !== undefined) return;
    const stop = new AbortController();
    this.#running = stop;
    this.#done = this.#done.then(() => this.#run(stop.signal)).catch(() => undefined);
  }

  /** What was known is forgotten: it is old when the next one comes. */
  async stop(): Promise<void> {
    this.#running?.abort();
    this.#running = undefined;
    await this.#done;
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#forget();
    while (!signal.aborted) {
      const why = await this.#watch(signal).then(
        () => 'the chain does not run',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      if (signal.aborted) break;
      const status = await statusWithoutKafka(this.#parts.target, why).catch(() => undefined);
      if (status !== undefined) this.#tellState(status);
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
    this.#forget();
  }

  /** Over one connection, until the chain or the connection is gone. */
  async #watch(signal: AbortSignal): Promise<void> {
    const { target } = this.#parts;
    // Where the chain does not run, asking would start its broker.
    if (!(await target.state()).running) return;
    await withOpenKafka(target, (kafka) => this.#follow(kafka, signal));
  }

  async #follow(kafka: Kafka, signal: AbortSignal): Promise<void> {
    const watch = new StatusWatch(this.#parts.target, kafka);
    while (!signal.aborted) {
      const beganMs = performance.now();
      const status = await watch.read();
      if (status.state === 'stopped' || signal.aborted) return;
      if (this.#points.length === 0 && watch.snapshot !== undefined) {
        this.#points = historyOf(watch.snapshot);
        this.#parts.tell('history', this.#points);
      }
      this.#tellState(status);
      const leftMs = everyMs - (performance.now() - beganMs);
      await pause(Math.max(50, leftMs), undefined, { signal }).catch(() => undefined);
    }
  }

  #tellState(status: StatusDocument): void {
    const point = pointOf(status, Date.now());
    this.#points = this.#points.filter(({ atMs }) => point.atMs - atMs <= historyMs);
    this.#points.push(point);
    const insights = insightsOf(status, this.#points, this.#watermarks);
    this.#latest = {
      point,
      status,
      edges: edgesOf(status, {}),
      insights,
      slowest: slowestOf(status, insights),
      causes: causesOf(status),
      deadLetters: {},
    };
    this.#parts.tell('state', this.#latest);
  }

  #forget(): void {
    this.#latest = undefined;
    this.#points = [];
    this.#happenings = [];
    this.#watermarks = new Watermarks();
  }
}
