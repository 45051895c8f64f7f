/**
 * A source whose readings follow from their positions alone: what is common to all of them. It paces event time, injects
 * faults, counts through what an earlier run settled; what a reading is, its maker knows.
 */
import type { FaultPlan as FaultSettings } from '../../chain/chain.ts';
import type { BatchTarget } from '../batch/target.ts';
import { FaultWriter } from '../faults/faultWriter.ts';
import type { Draft } from '../faults/faultWriter.ts';
import { FaultPlan } from '../faults/plan.ts';
import type { FaultKind, TruthLog } from '../faults/truthLog.ts';
import type { Load } from '../pace/load.ts';
import type { RecordSource } from '../source/source.ts';
import { SettledSeqs } from '../source/resumePoint.ts';
import type { ResumePoint } from '../source/resumePoint.ts';
import { ClockTimes, PlannedTimes } from './eventTimes.ts';
import type { EventTimes } from './eventTimes.ts';

export interface PositionOptions {
  readonly seed: number;
  /** Two sites share no randomness. */
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

/** The reading that is looked at more closely; one object serves all. */
export interface PositionDraft extends Draft {
  /** From which its faults follow: 32 bits, those of its sensor. */
  readonly seed: number;
  /** Which reading of the sensor, or of all: only odd ones are hit. */
  readonly i: number;
}

/** Makes the readings of positions, which are asked for one after the other from where the source began. */
export interface Maker {
  /** What `begin` points at the reading of a position. */
  readonly current: PositionDraft;
  /** Writes the reading: the usual case, tens of nanoseconds leave no room for more. */
  write(target: BatchTarget, position: number, eventMs: number): void;
  begin(position: number, eventMs: number): void;
  /** Before the current one, the position of a reading in the same partition that cannot be hit. */
  before(position: number): number | undefined;
}

/** Readings that are made between two looks at the target's room. */
const stride = 64;
/** How many positions back a reading of the same partition is looked for. */
export const mostBack = 1_000;

/** The reading at position p happens at `start + timeOf(p)` of the load: sent at that rate, event time follows the clock. */
export class PositionSource implements RecordSource {
  readonly startMs: number;
  readonly #maker: Maker;
  readonly #count: number;
  readonly #times: EventTimes;
  readonly #plan: FaultPlan | undefined;
  #settled: SettledSeqs | undefined;
  readonly #faultWriter: FaultWriter;
  /** By partition, event time of the last good reading, where times cannot be computed again. */
  readonly #newestMs: Float64Array;
  /** Readings before this position may have been written with times that lie so much earlier. */
  readonly #shiftedMs: number;
  #shiftedUntil: number;
  readonly #farthestBack: number;
  #position: number;

  /** @param farthestBack positions between a late reading and the one that it is measured against, at most */
  constructor(maker: Maker, options: PositionOptions, farthestBack = mostBack) {
    const { resumePoint, load, count, nowMs = Date.now } = options;
    this.startMs = resumePoint?.startMs ?? options.startMs;
    this.#maker = maker;
    this.#count = count ?? Number.POSITIVE_INFINITY;
    this.#times =
      load === undefined
        ? new ClockTimes(this.startMs, nowMs)
        : new PlannedTimes(load, this.startMs);
    this.#plan = FaultPlan.of(options.faults ?? {}, options.seed);
    this.#settled = resumePoint === undefined ? undefined : new SettledSeqs(resumePoint);
    this.#faultWriter = new FaultWriter({ ...options, settled: this.#settled });
    this.#newestMs = new Float64Array(options.partitions).fill(this.startMs);
    this.#shiftedMs = resumePoint?.shiftedMs ?? 0;
    this.#shiftedUntil = this.#shiftedMs > 0 ? Number.POSITIVE_INFINITY : 0;
    this.#farthestBack = farthestBack;
    this.#position = resumePoint?.position ?? 0;
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
        this.#writeUntil(target, until);
      }
    }
    return taken;
  }

  #writeUntil(target: BatchTarget, until: number): void {
    const [maker, times] = [this.#maker, this.#times];
    let position = this.#position;
    for (; position < until; position++) maker.write(target, position, times.next(position));
    this.#position = position;
  }

  /** The same where readings may be hit, or may be settled already. @returns whether something was new */
  #writeWatched(target: BatchTarget): boolean {
    const { current } = this.#maker;
    const eventMs = this.#times.next(this.#position);
    this.#maker.begin(this.#position, eventMs);
    const kind = this.#plan?.at(current.seed, current.i);
    const lateMs = kind === 'late' ? this.#lateMs(current) : eventMs;
    const isNew = this.#writeCurrent(target, lateMs === undefined ? undefined : kind, lateMs);
    this.#position += 1;
    return isNew;
  }

  #writeCurrent(target: BatchTarget, kind: FaultKind | undefined, lateMs = 0): boolean {
    const { current } = this.#maker;
    if (kind !== undefined) return this.#faultWriter.hit(target, current, kind, lateMs);
    const isNew = this.#faultWriter.write(target, current);
    if (isNew) this.#newestMs[current.partition] = current.eventMs;
    return isNew;
  }

  #caughtUp(): void {
    this.#settled = undefined;
    // A reading against which another is late lies no further back.
    this.#shiftedUntil = Math.min(this.#shiftedUntil, this.#position + this.#farthestBack);
  }

  /** @returns `undefined` where no reading is found against which one could be late */
  #lateMs({ partition, seed, i }: PositionDraft): number | undefined {
    const before = this.#maker.before(this.#position);
    if (before === undefined) return undefined;
    const newestMs = this.#times.of(before) ?? this.#newestMs[partition] ?? this.startMs;
    const shiftedMs = this.#position < this.#shiftedUntil ? this.#shiftedMs : 0;
    return newestMs - shiftedMs - (this.#plan?.delayMs(seed, i) ?? 0);
  }
}

/** The last position before one that lies in the partition and cannot be hit, where every odd position may be. */
export function lastInPartition(
  position: number,
  partition: number,
  partitionAt: (position: number) => number,
): number | undefined {
  const last = Math.max(0, position - mostBack);
  for (let before = position - 1; before >= last; before -= 2) {
    if (partitionAt(before) === partition) return before;
  }
  return undefined;
}
