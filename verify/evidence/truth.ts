/** Faults that the generators say they injected: the parts of each producer's truth put together, by partition. */
import { malformedKinds } from '../../chain/progress.ts';
import type { InjectedRanges, TruthProgress } from '../../chain/progress.ts';
import { accountKey } from './accountKey.ts';
import { entryOf } from './entryOf.ts';
import { normalize } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';

export type MalformedKind = (typeof malformedKinds)[number];

/** The truth of one producer in one partition; every range normalized. */
export interface Injected {
  readonly late: readonly Range[];
  readonly doubled: readonly Range[];
  readonly withheld: readonly Range[];
  readonly malformed: ReadonlyMap<MalformedKind, readonly Range[]>;
  /** How far behind a late reading lies at least, in ms; `null`: none was asked for, so none is looked for. */
  readonly leastLateMs: number | null;
}

/** By account: a producer that reported a truth has one in each partition that it names. */
export class Truth {
  readonly #byAccount = new Map<string, Injected>();
  readonly #leastLateMs = new Map<string, number | null>();

  constructor(reports: readonly TruthProgress[]) {
    const ranges = new Map<string, InjectedRanges[]>();
    for (const { producer, partitions, leastLateMs } of reports) {
      const before = this.#leastLateMs.get(producer) ?? null;
      this.#leastLateMs.set(producer, smaller(before, leastLateMs));
      for (const [partition, injected] of Object.entries(partitions)) {
        entryOf(ranges, accountKey(producer, Number(partition)), () => []).push(injected);
      }
    }
    for (const [key, parts] of ranges) this.#byAccount.set(key, together(parts));
  }

  /** Whether no producer reported a truth. */
  get isEmpty(): boolean {
    return this.#leastLateMs.size === 0;
  }

  /** `undefined` for a producer that reported no truth: then nothing is looked for. */
  of(producer: string, partition: number): Injected | undefined {
    const leastLateMs = this.#leastLateMs.get(producer);
    if (leastLateMs === undefined) return undefined;
    const injected = this.#byAccount.get(accountKey(producer, partition)) ?? nothing;
    return { ...injected, leastLateMs };
  }
}

const nothing = together([]);

function smaller(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function together(parts: readonly InjectedRanges[]): Injected {
  const of = (pick: (part: InjectedRanges) => readonly Range[]) => normalize(parts.flatMap(pick));
  const malformed = malformedKinds.map((kind) => [kind, of((part) => part.malformed[kind] ?? [])]);
  return {
    late: of((part) => part.late),
    doubled: of((part) => part.doubled),
    withheld: of((part) => part.withheld),
    malformed: new Map(malformed as [MalformedKind, Range[]][]),
    leastLateMs: null,
  };
}
