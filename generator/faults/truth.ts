/** Faults that were injected on purpose, collected as ranges, in parts that are small enough for a record of `courant.progress`. */
import type { InjectedRanges, TruthProgress } from '../../chain/progress.ts';
import { append } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import { KnownTruth } from './knownTruth.ts';
import type { FaultKind, TruthLog } from './truthLog.ts';

export interface TruthOptions {
  readonly producer: string;
  readonly topic: string;
  /** How far behind a late reading lies at least; `null`: none was asked for. */
  readonly leastLateMs: number | null;
  /** What an earlier run of this producer published. */
  readonly earlier?: readonly TruthProgress[];
  /** By partition, the number from which on readings are made again. */
  readonly againFrom?: readonly number[];
}

/** A part of so many ranges is about 100 KB of JSON, 180 KB at most. */
const mostRanges = 5_000;
/** A part that was published with so many ranges gets a successor: it would be written again with each report. */
const enoughRanges = 250;

type Partitions = Record<string, InjectedRanges>;

interface Part {
  readonly part: number;
  readonly partitions: Partitions;
  ranges: number;
}

export class Truth implements TruthLog {
  readonly #options: TruthOptions;
  readonly #known: KnownTruth;
  /** Not yet written in their last form; the last one still grows. */
  #parts: Part[];
  /** The first report says that there is a truth, also before the first fault. */
  #isChanged = true;

  constructor(options: TruthOptions) {
    const { earlier = [], againFrom = [] } = options;
    this.#options = options;
    this.#known = new KnownTruth(earlier, againFrom);
    this.#parts = [emptyPart(Math.max(-1, ...earlier.map(({ part }) => part)) + 1)];
  }

  /** What is noted again after a resume stands in an earlier part already. */
  note(partition: number, kind: FaultKind, seq: number): void {
    if (this.#known.take(partition, kind, seq)) return;
    const part = this.#growing();
    const injected = (part.partitions[String(partition)] ??= emptyRanges());
    if (append(rangesOf(injected, kind), [seq, seq])) part.ranges += 1;
    this.#isChanged = true;
  }

  /**
   * What changed since it was last written; what is noted meanwhile changes it again.
   * @returns parts to publish; `written` is to be called once the broker has them
   */
  changed() {
    if (!this.#isChanged) return { records: [], written: () => undefined };
    this.#isChanged = false;
    const time = new Date().toISOString();
    const taken = this.#parts;
    const records = taken.map((part) => this.#record(part, time));
    if ((taken.at(-1)?.ranges ?? 0) >= enoughRanges) this.#parts = [...taken, this.#next()];
    const done = this.#parts.slice(0, -1);
    return {
      records,
      written: () => {
        this.#parts = this.#parts.filter((part) => !done.includes(part));
      },
    };
  }

  /** To be called when the parts could not be written: they are handed out again. */
  notWritten(): void {
    this.#isChanged = true;
  }

  #growing(): Part {
    const last = this.#parts.at(-1);
    if (last !== undefined && last.ranges < mostRanges) return last;
    const next = this.#next();
    this.#parts.push(next);
    return next;
  }

  #next(): Part {
    return emptyPart((this.#parts.at(-1)?.part ?? -1) + 1);
  }

  #record({ part, partitions }: Part, time: string): TruthProgress {
    const { producer, topic, leastLateMs } = this.#options;
    // A copy: the last part grows while the record is on its way.
    return structuredClone({ type: 'truth', producer, part, topic, partitions, leastLateMs, time });
  }
}

function emptyPart(part: number): Part {
  return { part, partitions: {}, ranges: 0 };
}

function emptyRanges(): InjectedRanges {
  return { late: [], doubled: [], withheld: [], malformed: {} };
}

function rangesOf(injected: InjectedRanges, kind: FaultKind): Range[] {
  if (kind === 'late' || kind === 'doubled' || kind === 'withheld') return injected[kind];
  return (injected.malformed[kind] ??= []);
}
