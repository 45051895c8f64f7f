/** What the page is told, about once a second, for as long as somebody listens. Otherwise nothing is read. */
import { setTimeout as pause } from 'node:timers/promises';
import { topicNames } from '../../chain/names.ts';
import type { Kafka } from '../../kafka/client.ts';
import { rateSpanMs } from '../../targets/data/kafkaSnapshot.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import { withOpenKafka } from '../../targets/data/openKafka.ts';
import { statusWithoutKafka, StatusWatch } from '../../targets/data/status.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import { newestRecords } from '../../targets/data/topicRows.ts';
import type { Target } from '../../targets/target.ts';
import type { Happening, LiveEvents, LivePoint, LiveState } from '../live.ts';
import { causesOf } from './causes.ts';
import { DeadLetterCounts, DeadRateWatch } from './deadLetterCounts.ts';
import { EditWatch } from './edits.ts';
import { BurstWatch, FaultWatch, happenedBefore, happenedBetween } from './happenings.ts';
import { historyMs, historyOf } from './history.ts';
import { insightsOf } from './insights.ts';
import { edgesOf, pointOf } from './point.ts';
import type { RowsWanted } from './rows.ts';
import { Silences } from './silence.ts';
import { slowestOf } from './slowest.ts';
import { Watermarks } from './watermark.ts';

const everyMs = 1_000;
const leastPauseMs = 50;

export interface FeedParts {
  readonly target: Target;
  /** Whether the rate that is asked for moves by itself. */
  readonly hasBursts: boolean;
  readonly tell: <Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]) => void;
}

/** What is known while somebody listens; it is old when the next one comes. */
class Knowledge {
  latest: LiveState | undefined;
  points: LivePoint[] = [];
  happenings: Happening[] = [];
  hasHistory = false;
  readonly watermarks = new Watermarks();
  readonly deadLetters = new DeadLetterCounts();
  readonly deadRates = new DeadRateWatch();
  readonly faults = new FaultWatch();
  readonly bursts = new BurstWatch();
  readonly edits = new EditWatch();
  readonly silences = new Silences();
}

export class Feed {
  /** Whose rows are read too. */
  readonly rowsWanted = new Set<RowsWanted>();
  readonly #parts: FeedParts;
  #running: AbortController | undefined;
  #done: Promise<void> = Promise.resolve();
  #known = new Knowledge();

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  get latest(): LiveState | undefined {
    return this.#known.latest;
  }

  /** The last five minutes; empty before they were read. */
  get history(): readonly LivePoint[] {
    return this.#known.hasHistory ? this.#known.points : [];
  }

  /** Those of the last five minutes, oldest first. */
  get happenings(): readonly Happening[] {
    return this.#known.happenings;
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

  /** Returns when nothing is read any more. */
  async stop(): Promise<void> {
    this.#running?.abort();
    this.#running = undefined;
    await this.#done;
  }

  /** @param happening what the page itself did */
  happened(happening: Happening): void {
    const { happenings } = this.#known;
    const isKept = ({ atMs }: Happening): boolean => happening.atMs - atMs <= historyMs;
    this.#known.happenings = [...happenings.filter(isKept), happening];
    this.#parts.tell('happened', happening);
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#known = new Knowledge();
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
    this.#known = new Knowledge();
  }

  /** Over one connection, until the chain or the connection is gone. */
  async #watch(signal: AbortSignal): Promise<void> {
    const { target } = this.#parts;
    // Where the chain does not run, asking would start its broker.
    if (!(await target.state()).running) return;
    await withOpenKafka(target, (kafka) => this.#follow(kafka, signal), signal);
  }

  async #follow(kafka: Kafka, signal: AbortSignal): Promise<void> {
    const watch = new StatusWatch(this.#parts.target, kafka);
    // A rate needs two looks: whoever has just opened the page does not wait a second for it.
    let isFirst = true;
    while (!signal.aborted) {
      const beganMs = performance.now();
      const status = await watch.read();
      if (status.state === 'stopped' || signal.aborted) return;
      // A snapshot of before tells nothing new, and who reads from a broker that hangs waits for it.
      const snapshot = status.kafka.state === 'running' ? watch.snapshot : undefined;
      if (snapshot !== undefined) await this.#look(kafka, snapshot, status);
      this.#tellState(status, snapshot);
      if (snapshot !== undefined) await this.#tellRows(kafka, snapshot);
      const leftMs = isFirst ? rateSpanMs : everyMs - (performance.now() - beganMs);
      isFirst = false;
      await pause(Math.max(leastPauseMs, leftMs), undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(kafka: Kafka, snapshot: KafkaSnapshot, status: StatusDocument): Promise<void> {
    const known = this.#known;
    if (!known.hasHistory) {
      known.points = [...historyOf(snapshot), ...known.points];
      known.hasHistory = true;
      this.#parts.tell('history', known.points);
      const sinceMs = snapshot.atMs - historyMs;
      for (const happening of happenedBefore(snapshot, status, sinceMs)) this.happened(happening);
    }
    const { atMs, progress } = snapshot;
    const bursts = this.#parts.hasBursts ? known.bursts.begun(progress, atMs) : [];
    for (const found of [...known.edits.edited(progress), ...bursts]) {
      this.happened({ atMs, ...found });
    }
    // What is broken there must not hide the rest.
    const bounds = snapshot.offsets.get(topicNames.deadLetters) ?? [];
    await known.deadLetters.count(kafka, bounds).catch(() => undefined);
  }

  /** @param snapshot what Kafka knows now; `undefined` while it does not answer */
  #tellState(status: StatusDocument, snapshot?: KafkaSnapshot): void {
    const known = this.#known;
    const before = known.latest?.status;
    const latest = this.#stateOf(status, snapshot);
    known.latest = latest;
    if (before !== undefined) {
      const { atMs } = latest.point;
      const faults = known.faults.begun(before, status, atMs);
      for (const found of [...happenedBetween(before, status), ...faults]) {
        this.happened({ atMs, ...found });
      }
    }
    this.#parts.tell('state', latest);
  }

  #stateOf(status: StatusDocument, snapshot?: KafkaSnapshot): LiveState {
    const known = this.#known;
    const atMs = Date.now();
    const silences = known.silences.of(status, snapshot);
    const silent = new Set(silences.flatMap(({ node, isWhole }) => (isWhole ? [node] : [])));
    const point = pointOf(status, atMs, silent);
    known.points = known.points.filter((earlier) => atMs - earlier.atMs <= historyMs);
    known.points.push(point);
    const insights = insightsOf(status, known.points, known.watermarks);
    return {
      point,
      status,
      edges: edgesOf(status, known.deadRates.rates(status, atMs), silent),
      insights,
      slowest: slowestOf(status, insights, silent),
      causes: causesOf(status, silences),
      silent: [...silent],
      deadLetters: known.deadLetters.counts,
    };
  }

  /** A topic is read once, however many want its rows. */
  async #tellRows(kafka: Kafka, { offsets }: KafkaSnapshot): Promise<void> {
    const wanted = [...this.rowsWanted];
    for (const topic of new Set(wanted.map((one) => one.topic))) {
      const bounds = offsets.get(topic);
      if (bounds === undefined) continue;
      const readers = wanted.filter((one) => one.topic === topic && one.hasNews(bounds));
      if (readers.length === 0) continue;
      const count = Math.max(...readers.map((one) => one.count));
      const records = await newestRecords(kafka, topic, bounds, count).catch(() => undefined);
      if (records !== undefined) for (const one of readers) one.take(records, bounds);
    }
  }
}
