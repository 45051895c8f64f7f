/** The intake of a source that gives its readings as objects: as many as the rate says, or each at its own time. */
import { partitionOf } from '../../kafka/partitioner.ts';
import { RecordWriter } from '../batch/record.ts';
import type { Pacer } from '../pace/pacer.ts';
import { untilRoom } from './intake.ts';
import type { Intake, RecordSink } from './intake.ts';
import { SettledSeqs } from './resumePoint.ts';
import type { ResumePoint } from './resumePoint.ts';
import type { ReadingSource, TimedReading } from './source.ts';

/** Readings with a time of their own are read ahead by this many. */
const ahead = 500;

export interface ReadingIntakeOptions {
  readonly producer: string;
  /** Ends after this many readings in all. Default: with the source. */
  readonly count?: number;
  /** Where an earlier run of the producer ended: the source begins there. */
  readonly resumePoint?: ResumePoint;
}

export class ReadingIntake implements Intake {
  readonly mostATick = 2_000;
  readonly #source: ReadingSource;
  readonly #records: RecordWriter;
  readonly #count: number;
  readonly #settled: SettledSeqs | undefined;
  position: number;
  /** Whether readings have times of their own; known once the first one was seen. */
  #isTimed: boolean | undefined;
  /** Read from the source, and not taken yet. */
  #waiting: readonly TimedReading[] = [];
  #hasSourceEnded = false;

  constructor(source: ReadingSource, options: ReadingIntakeOptions) {
    const { producer, resumePoint, count = Number.POSITIVE_INFINITY } = options;
    this.#source = source;
    this.#records = new RecordWriter(producer);
    this.#count = count;
    this.#settled = resumePoint && new SettledSeqs(resumePoint);
    this.position = resumePoint?.position ?? 0;
  }

  get isCatchingUp(): boolean {
    return this.#settled?.isDone === false;
  }

  isCatchingUpIn(partition: number): boolean {
    return this.#settled?.isDoneIn(partition) === false;
  }

  get isEnded(): boolean {
    const isEmpty = this.#hasSourceEnded && this.#waiting.length === 0;
    return isEmpty || this.position >= this.#count;
  }

  /** False before the first reading was seen. */
  get isTimed(): boolean {
    return this.#isTimed === true;
  }

  get nextDueMs(): number | undefined {
    return this.#waiting[0]?.dueMs ?? undefined;
  }

  isDue(pacer: Pacer): boolean {
    if (!this.isTimed) return pacer.due > 0;
    return this.nextDueMs === undefined || this.nextDueMs <= pacer.positionMs;
  }

  /** The first reading, which stays where it is; `undefined` when there is none. */
  async first(): Promise<TimedReading | undefined> {
    await this.#read(1);
    const first = this.#waiting[0];
    this.#isTimed ??= first !== undefined && first.dueMs !== null;
    return first;
  }

  async take(sink: RecordSink, pacer: Pacer, most: number, signal: AbortSignal): Promise<number> {
    const readings = await this.#due(pacer, Math.min(most, this.#count - this.position));
    let taken = 0;
    for (const reading of readings) {
      if (!sink.hasRoom) await untilRoom(sink, signal);
      if (signal.aborted) break;
      this.position += 1;
      if (this.#write(sink, reading)) taken += 1;
    }
    sink.flush();
    return taken;
  }

  /** Up to `most` readings that are due where the pacer stands. */
  async #due(pacer: Pacer, most: number): Promise<readonly TimedReading[]> {
    if (this.#isTimed === undefined) await this.first();
    return this.isTimed ? this.#byTime(pacer, most) : this.#byRate(pacer, most);
  }

  /** Such readings are made when they are due, not ahead: some are stamped when they are made. */
  async #byRate(pacer: Pacer, most: number): Promise<readonly TimedReading[]> {
    const count = Math.min(pacer.due, most);
    if (count <= 0) return [];
    await this.#read(count);
    const taken = this.#cut(count);
    pacer.take(taken.length);
    return taken;
  }

  async #byTime(pacer: Pacer, most: number): Promise<readonly TimedReading[]> {
    await this.#read(1, ahead);
    const later = this.#waiting.findIndex(({ dueMs }) => (dueMs ?? 0) > pacer.positionMs);
    return this.#cut(Math.min(later < 0 ? this.#waiting.length : later, most));
  }

  #cut(count: number): readonly TimedReading[] {
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return taken;
  }

  /** Makes sure that `least` readings wait, while there are any. */
  async #read(least: number, atOnce = least): Promise<void> {
    while (this.#waiting.length < least && !this.#hasSourceEnded) {
      const more = await this.#source.next(atOnce - this.#waiting.length);
      if (more.length === 0) this.#hasSourceEnded = true;
      else this.#waiting = this.#waiting.length === 0 ? more : [...this.#waiting, ...more];
    }
  }

  /** Into the partition of its sensor. @returns false when the reading was settled before */
  #write(sink: RecordSink, { reading, eventTimeMs }: TimedReading): boolean {
    const key = Buffer.from(reading.sensor);
    const partition = partitionOf(key, sink.partitions);
    if (this.#settled?.take(partition) !== undefined) return false;
    const value = Buffer.from(JSON.stringify(reading));
    const batch = sink.open(partition, this.#records.mostBytes(key, value), eventTimeMs);
    this.#records.write(batch, { key, value, seq: sink.giveSeq(partition), eventTimeMs });
    return true;
  }
}
