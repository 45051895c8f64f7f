/**
 * Faults found in the topic itself, without looking at what was injected: a reading far behind the newest one before
 * it is late, a record with the bytes of the one before it is doubled, a dead letter says why its record is none.
 */
import type { MalformedKind } from './truth.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import type { RecordView } from '../../kafka/client.ts';
import type { DeadLetters } from './deadLetters.ts';
import { entryOf } from './entryOf.ts';
import { NumberSet } from './numberSet.ts';

/** Event times further ahead of the record's timestamp are dead letters of the runner, and no newest ones. */
const mostAheadMs = 3_600_000;

export interface FaultFinderOptions {
  /** `null`: late readings are not looked for, and no event time is parsed. */
  readonly leastLateMs: number | null;
  /** Queries that read the topic; none where no malformed record was injected. */
  readonly queries: readonly QueryProgress[];
  readonly deadLetters: DeadLetters;
  /** Event time of the record, NaN where it has none. */
  readonly eventTimeOf: (record: RecordView) => number;
}

/** Of one query: which sequence numbers it has read, and which it set aside, by reason. */
export interface ReadBy {
  readonly query: QueryProgress;
  readonly seqs: NumberSet;
  readonly dead: Map<MalformedKind, NumberSet>;
  /** Of which retention may have taken the dead letter. */
  readonly mayBeGone: NumberSet;
}

/** One producer in one partition, its records in order. */
export class FaultFinder {
  readonly late = new NumberSet();
  readonly doubled = new NumberSet();
  /** By query. */
  readonly read: readonly ReadBy[];
  /** Valid readings with their times, as far as they are needed to say where late ones can be told: the first few. */
  readonly first: number[] = [];
  readonly #options: FaultFinderOptions;
  #newestMs = -Infinity;
  #key: Buffer | null = null;
  #value: Buffer | null = null;

  constructor(options: FaultFinderOptions) {
    this.#options = options;
    this.read = options.queries.map((query) => ({
      query,
      seqs: new NumberSet(),
      dead: new Map(),
      mayBeGone: new NumberSet(),
    }));
  }

  /** To be called with sequence numbers that were not seen before: a batch sent again is no fault on purpose. */
  add(record: RecordView, seq: number): void {
    if (this.first.length < mostFirst) this.first.push(seq);
    this.#compare(record, seq);
    if (this.#options.leastLateMs !== null) this.#time(record, seq, this.#options.leastLateMs);
    for (const read of this.read) this.#lookUp(record, seq, read);
  }

  /** The bytes are views into the fetched block, of which one a partition is thus kept. */
  #compare({ key, value }: RecordView, seq: number): void {
    if (isSame(key, this.#key) && isSame(value, this.#value)) this.doubled.add(seq);
    this.#key = key;
    this.#value = value;
  }

  #time(record: RecordView, seq: number, leastLateMs: number): void {
    const timeMs = this.#options.eventTimeOf(record);
    if (Number.isNaN(timeMs) || timeMs - record.timestampMs > mostAheadMs) return;
    if (this.#newestMs - timeMs >= leastLateMs) this.late.add(seq);
    if (timeMs > this.#newestMs) this.#newestMs = timeMs;
  }

  #lookUp({ partition, offset }: RecordView, seq: number, by: ReadBy): void {
    const { query, seqs, dead, mayBeGone } = by;
    const range = query.offsets[String(partition)];
    if (range === undefined || offset < range.start || offset >= range.end) return;
    seqs.add(seq);
    if (this.#options.deadLetters.mayBeGone(query.query, partition, offset)) mayBeGone.add(seq);
    for (const kind of this.#options.deadLetters.kindsOf(query.query, partition, offset)) {
      entryOf(dead, kind, () => new NumberSet()).add(seq);
    }
  }
}

/** Late readings that lie one behind the other at the start of what is kept: more than this is not looked for. */
const mostFirst = 1_000;

function isSame(a: Buffer | null, b: Buffer | null): boolean {
  return a !== null && b !== null && a.equals(b);
}
