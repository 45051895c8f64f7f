/** The dead letters in `readings.dlq`: which records of the input each query set aside; a replay writes one again. */
import { deadLetterHeaders, oversizedRow, readingHeaders } from '../../chain/names.ts';
import { malformedKinds } from '../../chain/progress.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import { countOf, intersect } from '../../chain/ranges.ts';
import type { RecordView } from '../../kafka/client.ts';
import { numberIn } from '../../kafka/records.ts';
import { accountKey } from './accountKey.ts';
import { entryOf } from './entryOf.ts';
import { NumberSet } from './numberSet.ts';
import type { MalformedKind } from './truth.ts';

/** One query's dead letters of one partition. */
class Offsets {
  readonly all = new NumberSet();
  readonly byKind = new Map<MalformedKind, NumberSet>();
}
const none: readonly MalformedKind[] = [];

export class DeadLetters {
  /** Records of no query with a `partition:offset` key, and of no generator. */
  foreign = 0;
  /** Whether retention took dead letters: fewer found than reported then proves nothing. */
  readonly hasExpired: boolean;
  readonly #offsets = new Map<string, Map<number, Offsets>>();
  /** By account: sequence numbers of readings that the broker refused, which the generator itself set aside. */
  readonly #oversized = new Map<string, NumberSet>();
  /** By query: the batch of each output row that it set aside, by the letter's key. */
  readonly #rows = new Map<string, Map<string, number>>();

  constructor(hasExpired = false) {
    this.hasExpired = hasExpired;
  }

  add(record: RecordView): void {
    const headers = record.headers();
    const query = headers[deadLetterHeaders.query]?.toString();
    const key = record.key?.toString() ?? '';
    const place = /^(\d{1,9}):(\d{1,15})$/.exec(key);
    const batch = /^(\d{1,15})\/./.exec(key)?.[1];
    const isRow = headers[deadLetterHeaders.reason]?.toString() === oversizedRow;
    if (query === undefined) this.#addOfGenerator(headers);
    else if (isRow && batch !== undefined) {
      entryOf(this.#rows, query, () => new Map<string, number>()).set(key, Number(batch));
    } else if (place === null) this.foreign += 1;
    else this.#addOfQuery(query, [Number(place[1]), Number(place[2])], headers);
  }

  #addOfQuery(query: string, [partition, offset]: [number, number], headers: Headers): void {
    const offsets = this.#offsetsOf(query, partition);
    offsets.all.add(offset);
    const kind = kindOf(headers);
    if (kind === undefined) return;
    entryOf(offsets.byKind, kind, () => new NumberSet()).add(offset);
  }

  #addOfGenerator(headers: Headers): void {
    const producer = headers[readingHeaders.producer]?.toString();
    const partition = numberIn(headers[deadLetterHeaders.partition]);
    const seq = numberIn(headers[readingHeaders.seq]);
    if (producer === undefined || partition === undefined || seq === undefined) {
      this.foreign += 1;
      return;
    }
    if (kindOf(headers) !== 'oversized') return;
    entryOf(this.#oversized, accountKey(producer, partition), () => new NumberSet()).add(seq);
  }

  /** Why the query set this record aside, in words of the truth; mostly none, seldom one. */
  kindsOf(query: string, partition: number, offset: number): readonly MalformedKind[] {
    const offsets = this.#offsets.get(query)?.get(partition);
    if (offsets?.all.has(offset) !== true) return none;
    return [...offsets.byKind].flatMap(([kind, set]) => (set.has(offset) ? [kind] : []));
  }

  /** Sequence numbers that the generator set aside as oversized; `undefined`: none. */
  oversizedOf(producer: string, partition: number): NumberSet | undefined {
    return this.#oversized.get(accountKey(producer, partition));
  }

  has(query: string, partition: number, offset: number): boolean {
    return this.#offsets.get(query)?.get(partition)?.all.has(offset) ?? false;
  }

  /** Different output rows of reported batches that were too large for Kafka. */
  rowsOf({ query, lastBatch }: QueryProgress): number {
    const batches = [...(this.#rows.get(query)?.values() ?? [])];
    return batches.filter((batch) => batch <= (lastBatch ?? -1)).length;
  }

  /** Different records that the query set aside within what it reported as read. */
  countWithin(query: string, offsets: QueryProgress['offsets']): number {
    let count = 0;
    for (const [partition, { start, end }] of Object.entries(offsets)) {
      const ranges = this.#offsets.get(query)?.get(Number(partition))?.all.ranges() ?? [];
      count += countOf(intersect(ranges, [[start, end - 1]]));
    }
    return count;
  }

  #offsetsOf(query: string, partition: number): Offsets {
    const partitions = entryOf(this.#offsets, query, () => new Map<number, Offsets>());
    return entryOf(partitions, partition, () => new Offsets());
  }
}

type Headers = Readonly<Record<string, Buffer>>;

function kindOf(headers: Headers): MalformedKind | undefined {
  const reason = headers[deadLetterHeaders.reason]?.toString();
  return malformedKinds.find((kind) => kind === reason);
}
