/** Takes what is due from a source and puts it where readings go: one implementation for each kind of source. */
import type { BatchTarget } from '../batch/target.ts';
import type { Feed } from './feed.ts';
import type { Pacer } from '../pace/pacer.ts';
import { partitionOf } from '../../kafka/partitioner.ts';
import type { RecordSource, TimedReading } from './source.ts';
import { SettledSeqs } from './resumePoint.ts';
import type { Standing } from './resumePoint.ts';

export interface Intake {
  /** Readings taken from the source, those of earlier runs included. */
  readonly position: number;
  /** While readings are counted that an earlier run settled: until then the position alone tells nothing. */
  readonly isCatchingUp: boolean;
  /** True once every reading was taken. */
  readonly isEnded: boolean;
  /** True where readings are due at times of their own. */
  readonly isTimed: boolean;
  /** When the next reading is due, in ms after the start; `undefined`: as the load says. */
  readonly nextDueMs: number | undefined;
  /** Most readings of one turn, so that a turn takes a few ms at most. */
  readonly mostATurn: number;
  /** Whether `take` would give something at once. */
  isDue(pacer: Pacer): boolean;
  /** Takes up to `most` readings that are due; waits while there is no room, until `signal` aborts. @returns how many */
  take(pacer: Pacer, most: number, signal: AbortSignal): Promise<number>;
}

/** Where records go. */
export interface RecordSink extends BatchTarget {
  /** Returns when there is room again. */
  room(): Promise<void>;
  /** Hands on what was written. */
  flush(): void;
}

/** Of a source that writes its readings as records. */
export class RecordIntake implements Intake {
  readonly isTimed = false;
  readonly nextDueMs = undefined;
  readonly mostATurn = 5_000;
  readonly #source: RecordSource;
  readonly #sink: RecordSink;

  constructor(source: RecordSource, sink: RecordSink) {
    this.#source = source;
    this.#sink = sink;
  }

  get position(): number {
    return this.#source.position;
  }

  get isCatchingUp(): boolean {
    return this.#source.isCatchingUp;
  }

  get isEnded(): boolean {
    return this.#source.isEnded;
  }

  isDue(pacer: Pacer): boolean {
    return pacer.due > 0;
  }

  async take(pacer: Pacer, most: number, signal: AbortSignal): Promise<number> {
    const due = Math.min(pacer.due, most);
    let taken = 0;
    while (taken < due && !signal.aborted && !this.isEnded) {
      if (this.#sink.hasRoom) taken += this.#source.write(this.#sink, due - taken);
      else await orAborted(this.#sink.room(), signal);
    }
    pacer.take(taken);
    if (taken > 0) this.#sink.flush();
    return taken;
  }
}

/** Where readings go as objects. */
export interface ReadingSink {
  readonly partitions: number;
  readonly hasRoom: boolean;
  room(): Promise<void>;
  add(reading: TimedReading): void;
  flush(): void;
}

export interface ReadingIntakeOptions {
  /** Ends after this many readings in all. Default: with the source. */
  readonly count?: number;
  /** Where an earlier run of the producer ended: the source begins there. */
  readonly standing?: Standing;
}

/** Of a source that gives its readings as objects. */
export class ReadingIntake implements Intake {
  readonly mostATurn = 2_000;
  readonly #feed: Feed;
  readonly #sink: ReadingSink;
  readonly #count: number;
  readonly #settled: SettledSeqs | undefined;
  #position: number;

  constructor(feed: Feed, sink: ReadingSink, options: ReadingIntakeOptions = {}) {
    const { standing, count = Number.POSITIVE_INFINITY } = options;
    this.#feed = feed;
    this.#sink = sink;
    this.#count = count;
    this.#settled = standing === undefined ? undefined : new SettledSeqs(standing);
    this.#position = standing?.position ?? 0;
  }

  get position(): number {
    return this.#position;
  }

  get isCatchingUp(): boolean {
    return this.#settled?.isDone === false;
  }

  get isEnded(): boolean {
    return this.#feed.isEnded || this.#position >= this.#count;
  }

  get isTimed(): boolean {
    return this.#feed.isTimed;
  }

  get nextDueMs(): number | undefined {
    return this.#feed.nextDueMs;
  }

  isDue(pacer: Pacer): boolean {
    return this.#feed.isDue(pacer);
  }

  async take(pacer: Pacer, most: number, signal: AbortSignal): Promise<number> {
    const readings = await this.#feed.take(pacer, Math.min(most, this.#count - this.#position));
    let taken = 0;
    for (const reading of readings) {
      while (!this.#sink.hasRoom && !signal.aborted) await orAborted(this.#sink.room(), signal);
      if (signal.aborted) break;
      this.#position += 1;
      if (this.#isSettled(reading)) continue;
      this.#sink.add(reading);
      taken += 1;
    }
    this.#sink.flush();
    return taken;
  }

  #isSettled({ reading }: TimedReading): boolean {
    if (this.#settled === undefined || this.#settled.isDone) return false;
    const partition = partitionOf(Buffer.from(reading.sensor), this.#sink.partitions);
    return this.#settled.take(partition) !== undefined;
  }
}

async function orAborted(room: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
  });
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  await Promise.race([room, aborted]);
  signal.removeEventListener('abort', onAbort);
}
