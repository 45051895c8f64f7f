/** Random sensors: a pure (seed, site, position) → reading, written as a record. */
import type { FaultPlan as FaultSettings, RandomSource } from '../../chain/chain.ts';
import type { BatchTarget } from '../batch/target.ts';
import { FaultWriter } from '../faults/faultWriter.ts';
import { FaultPlan } from '../faults/plan.ts';
import type { FaultKind, TruthLog } from '../faults/truthLog.ts';
import type { Load } from '../pace/load.ts';
import type { RecordSource } from '../source/source.ts';
import { SettledSeqs } from '../source/resumePoint.ts';
import type { ResumePoint } from '../source/resumePoint.ts';
import { ClockTimes, PlannedTimes } from './eventTimes.ts';
import type { EventTimes } from './eventTimes.ts';
import { Fleet } from './fleet.ts';
import { seedFrom } from '../random.ts';
import { TimeText } from './timeText.ts';
import { CurrentReading } from './currentReading.ts';
import { Zipf } from './zipf.ts';

export interface RandomSensorsOptions {
  readonly source: RandomSource;
  readonly seed: number;
  /** Part of every sensor's id: two sites share no sensor. */
  readonly site: string;
  readonly producer: string;
  readonly partitions: number;
  /** When the source's time begins, in ms since the epoch; a resumePoint has its own. */
  readonly startMs: number;
  /** By which event time passes; `undefined`: event time is the clock as a reading is made. */
  readonly load: Load | undefined;
  /** Ends after this many readings in all. Default: endless. */
  readonly count?: number;
  readonly faults?: FaultSettings;
  /** Where faults are noted. Default: nowhere. */
  readonly truth?: TruthLog;
  /** Where an earlier run of the producer ended. */
  readonly resumePoint?: ResumePoint;
  /** Now, in ms since the epoch. Default: this machine's clock. */
  readonly nowMs?: () => number;
}

/** Readings that are made between two looks at the target's room. */
const stride = 64;
/** How many positions back a reading of the same partition is looked for. */
const mostBack = 1_000;

/**
 * The reading at position p happens at `start + timeOf(p)` of the load: sent at that rate, event time follows the
 * clock. Without skew the sensors take turns, and reading i of sensor k has the position i × sensors + k; its
 * randomness follows from (seed, sensor, i). With skew a sensor is drawn for each position, and randomness follows from
 * (seed, sensor, position): how often a sensor was read before need not be known to go on from anywhere.
 */
export class RandomSensors implements RecordSource {
  readonly startMs: number;
  readonly #count: number;
  readonly #fleet: Fleet;
  readonly #sensors: number;
  readonly #times: EventTimes;
  readonly #time = new TimeText();
  readonly #zipf: Zipf | undefined;
  readonly #plan: FaultPlan | undefined;
  #settled: SettledSeqs | undefined;
  readonly #faultWriter: FaultWriter;
  readonly #current: CurrentReading;
  /** By partition, event time of the last good reading, where times cannot be computed again. */
  readonly #newestMs: Float64Array;
  /** Readings before this position may have been written with times that lie so much earlier. */
  readonly #shiftedMs: number;
  #shiftedUntil: number;
  #position: number;
  /** The sensor whose turn it is, and how many readings it has had. */
  #next: number;
  #round: number;

  constructor(options: RandomSensorsOptions) {
    const { source, resumePoint, load, count, nowMs = Date.now } = options;
    const { sensors, skew } = source;
    this.startMs = resumePoint?.startMs ?? options.startMs;
    this.#count = count ?? Number.POSITIVE_INFINITY;
    this.#sensors = sensors;
    this.#times =
      load === undefined
        ? new ClockTimes(this.startMs, nowMs)
        : new PlannedTimes(load, this.startMs);
    const seed = seedFrom(options.seed, options.site);
    this.#zipf = skew === 0 ? undefined : new Zipf(sensors, skew, seed);
    this.#fleet = new Fleet(options);
    this.#current = new CurrentReading(this.#fleet);
    this.#plan = FaultPlan.of(options.faults ?? {}, options.seed);
    this.#settled = resumePoint === undefined ? undefined : new SettledSeqs(resumePoint);
    this.#faultWriter = new FaultWriter({ ...options, settled: this.#settled });
    this.#newestMs = new Float64Array(options.partitions).fill(this.startMs);
    this.#shiftedMs = resumePoint?.shiftedMs ?? 0;
    this.#shiftedUntil = this.#shiftedMs > 0 ? Number.POSITIVE_INFINITY : 0;
    this.#position = resumePoint?.position ?? 0;
    this.#next = this.#position % sensors;
    this.#round = Math.floor(this.#position / sensors);
  }

  get position(): number {
    return this.#position;
  }

  get isCatchingUp(): boolean {
    return this.#settled !== undefined;
  }

  isCatchingUpIn(partition: number): boolean {
    return this.#settled?.isDoneIn(partition) === false;
  }

  get isEnded(): boolean {
    return this.#position >= this.#count;
  }

  write(target: BatchTarget, most: number): number {
    this.#times.begin();
    let taken = 0;
    while (taken < most && target.hasRoom && !this.isEnded) {
      const until = Math.min(this.#count, this.#position + Math.min(stride, most - taken));
      if (this.#plan !== undefined || this.#settled !== undefined) {
        while (this.#position < until) taken += this.#writeWatched(target) ? 1 : 0;
        if (this.#settled?.isDone === true) this.#caughtUp();
      } else {
        taken += until - this.#position;
        while (this.#position < until) this.#writeNext(target);
      }
    }
    return taken;
  }

  /** The usual case, in one piece: tens of nanoseconds a reading leave no room for more. */
  #writeNext(target: BatchTarget): void {
    const fleet = this.#fleet;
    const position = this.#position;
    const index = this.#zipf === undefined ? this.#next : this.#zipf.at(position);
    const i = this.#zipf === undefined ? this.#round : position;
    const partition = fleet.partition(index);
    const eventMs = this.#times.next(position);
    this.#time.set(eventMs);
    const { values, template } = fleet.form(index);
    const scaled = values.at(index, fleet.seed(index), i, eventMs);
    const batch = target.open(partition, template.mostBytes, eventMs);
    const seq = target.giveSeq(partition);
    batch.wrote(template.write(batch, index, scaled, this.#time, seq), seq, eventMs);
    this.#advance();
  }

  /** The same where readings may be hit, or may be settled already. @returns whether something was new */
  #writeWatched(target: BatchTarget): boolean {
    const position = this.#position;
    const index = this.#zipf === undefined ? this.#next : this.#zipf.at(position);
    const i = this.#zipf === undefined ? this.#round : position;
    const eventMs = this.#times.next(position);
    this.#current.begin(index, i, eventMs);
    const seed = this.#fleet.seed(index);
    const kind = this.#plan?.at(seed, i);
    const lateMs = kind === 'late' ? this.#lateMs(seed, i) : eventMs;
    const isNew = this.#writeCurrent(target, lateMs === undefined ? undefined : kind, lateMs);
    this.#advance();
    return isNew;
  }

  #writeCurrent(target: BatchTarget, kind: FaultKind | undefined, lateMs = 0): boolean {
    if (kind !== undefined) return this.#faultWriter.hit(target, this.#current, kind, lateMs);
    const isNew = this.#faultWriter.write(target, this.#current);
    if (isNew) this.#newestMs[this.#current.partition] = this.#current.eventMs;
    return isNew;
  }

  #caughtUp(): void {
    this.#settled = undefined;
    // A reading against which another is late lies no further back.
    const back = Math.max(this.#sensors, mostBack);
    this.#shiftedUntil = Math.min(this.#shiftedUntil, this.#position + back);
  }

  /** @returns `undefined` where no reading is found against which one could be late */
  #lateMs(seed: number, i: number): number | undefined {
    const { partition } = this.#current;
    const before = this.#before(partition);
    if (before === undefined) return undefined;
    const newestMs = this.#times.of(before) ?? this.#newestMs[partition] ?? this.startMs;
    const shiftedMs = this.#position < this.#shiftedUntil ? this.#shiftedMs : 0;
    return newestMs - shiftedMs - (this.#plan?.delayMs(seed, i) ?? 0);
  }

  /** The position of a reading before this one that lies in the same partition and cannot be hit. */
  #before(partition: number): number | undefined {
    if (this.#zipf === undefined) return this.#position - this.#sensors;
    const last = Math.max(0, this.#position - mostBack);
    // Only odd positions are hit.
    for (let position = this.#position - 1; position >= last; position -= 2) {
      if (this.#fleet.partition(this.#zipf.at(position)) === partition) return position;
    }
    return undefined;
  }

  #advance(): void {
    this.#position += 1;
    this.#next += 1;
    if (this.#next < this.#sensors) return;
    this.#next = 0;
    this.#round += 1;
  }
}
