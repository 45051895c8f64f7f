/** The dead letters in `readings.dlq`: which records of the input each query set aside; a replay writes one again. */
import { deadLetterHeaders, oversizedRow, readingHeaders, rowHeaders } from '../../chain/names.ts';
import { malformedKinds } from '../../chain/progress.ts';
import type { OffsetRanges, QueryProgress } from '../../chain/progress.ts';
import type { PartitionOffsets, RecordView } from '../../kafka/client.ts';
import { numberIn, textIn } from '../../kafka/records.ts';
import { accountKey } from './accountKey.ts';
import { BatchPlaces } from './batchPlaces.ts';
import { BatchTrail, mostDeleted } from './batchTrail.ts';
import { entryOf } from './entryOf.ts';
import { OffsetRuns } from './keptRecords.ts';
import { NumberSet } from './numberSet.ts';
import type { Versions } from './versions.ts';
import type { MalformedKind } from './truth.ts';

/** One query's dead letters of one partition. */
class Offsets {
  readonly all = new NumberSet();
  readonly byKind = new Map<MalformedKind, NumberSet>();
  /** The same offsets, to be counted; made when the topic was read. */
  runs: OffsetRuns | undefined;
}
const none: readonly MalformedKind[] = [];

/** An output row that was too large, the batch that answers for it, and the fingerprint of the query that made it. */
interface RowLetter {
  readonly batch: number;
  readonly version: Buffer | undefined;
}

export class DeadLetters {
  /** Records of no query with a `partition:offset` key, and of no generator. */
  foreign = 0;
  #bounds: readonly PartitionOffsets[] = [];
  readonly #cuts = new Map<string, number>();
  readonly #places: BatchPlaces;
  readonly #offsets = new Map<string, Map<number, Offsets>>();
  /** By query, in which batches its dead letters were written. */
  readonly #trails = new Map<string, BatchTrail>();
  /** By account: sequence numbers of readings that the broker refused, which the generator itself set aside. */
  readonly #oversized = new Map<string, { readonly seqs: NumberSet; readonly trail: BatchTrail }>();
  /** By query: each output row that it set aside, by batch and row. */
  readonly #rows = new Map<string, Map<string, RowLetter>>();

  constructor(places = new BatchPlaces()) {
    this.#places = places;
  }

  /** To be called when the topic was read. @param bounds where its partitions begin now */
  close(bounds: readonly PartitionOffsets[]): this {
    this.#bounds = bounds;
    return this;
  }

  /** Dead letters that retention took at most. */
  get mostDeleted(): number {
    return mostDeleted(this.#bounds);
  }

  add(record: RecordView): void {
    const headers = record.headers();
    const query = headers[deadLetterHeaders.query]?.toString();
    const key = record.key?.toString() ?? '';
    const place = /^(\d{1,9}):(\d{1,15})$/.exec(key);
    const rowKey = /^(\d{1,15})\/(.+)$/s.exec(key);
    const isRow = headers[deadLetterHeaders.reason]?.toString() === oversizedRow;
    if (query === undefined) this.#addOfGenerator(record, headers);
    else if (isRow && rowKey !== null) {
      const [, written, row = ''] = rowKey;
      const batch = this.#places.batchOfRow(query, row, Number(written));
      const letter = { batch, version: headers[rowHeaders.fingerprint] };
      entryOf(this.#rows, query, () => new Map<string, RowLetter>()).set(`${batch}/${row}`, letter);
    } else if (place === null) this.foreign += 1;
    else this.#addOfQuery(query, [Number(place[1]), Number(place[2])], { record, headers });
  }

  #addOfQuery(
    query: string,
    [partition, offset]: [number, number],
    { record, headers }: { record: RecordView; headers: Headers },
  ): void {
    const offsets = this.#offsetsOf(query, partition);
    offsets.all.add(offset);
    const batch = this.#places.batchOf(query, partition, offset);
    entryOf(this.#trails, query, () => new BatchTrail()).add(
      record.partition,
      record.offset,
      batch,
    );
    const kind = kindOf(headers);
    if (kind === undefined) return;
    entryOf(offsets.byKind, kind, () => new NumberSet()).add(offset);
  }

  #addOfGenerator(record: RecordView, headers: Headers): void {
    const producer = textIn(headers[readingHeaders.producer]);
    const partition = numberIn(headers[deadLetterHeaders.partition]);
    const seq = numberIn(headers[readingHeaders.seq]);
    if (producer === undefined || partition === undefined || seq === undefined) {
      this.foreign += 1;
      return;
    }
    if (kindOf(headers) !== 'oversized') return;
    const { seqs, trail } = entryOf(this.#oversized, accountKey(producer, partition), () => ({
      seqs: new NumberSet(),
      trail: new BatchTrail(),
    }));
    seqs.add(seq);
    trail.add(record.partition, record.offset, seq);
  }

  /** Why the query set this record aside, in words of the truth; mostly none, seldom one. */
  kindsOf(query: string, partition: number, offset: number): readonly MalformedKind[] {
    const offsets = this.#offsets.get(query)?.get(partition);
    if (offsets?.all.has(offset) !== true) return none;
    return [...offsets.byKind].flatMap(([kind, set]) => (set.has(offset) ? [kind] : []));
  }

  /** Sequence numbers that the generator set aside as oversized; `undefined`: none. */
  oversizedOf(producer: string, partition: number): NumberSet | undefined {
    return this.#oversized.get(accountKey(producer, partition))?.seqs;
  }

  /** The highest sequence number whose letter, of the generator itself, retention may have taken; −1: none. */
  oversizedCut(producer: string, partition: number): number {
    const known = this.#oversized.get(accountKey(producer, partition));
    return (known?.trail ?? new BatchTrail()).newestCut(this.#bounds);
  }

  /** The newest batch of which retention may have taken the query's dead letters; −1: none. */
  newestCut(query: string): number {
    return entryOf(this.#cuts, query, () =>
      (this.#trails.get(query) ?? new BatchTrail()).newestCut(this.#bounds),
    );
  }

  /** Whether retention may have taken the query's dead letter of this record. */
  mayBeGone(query: string, partition: number, offset: number): boolean {
    const cut = this.newestCut(query);
    return cut >= 0 && this.#places.batchOf(query, partition, offset) <= cut;
  }

  has(query: string, partition: number, offset: number): boolean {
    return this.#offsets.get(query)?.get(partition)?.all.has(offset) ?? false;
  }

  /** Different output rows of reported batches that were too large for Kafka, by the versions that reported them. */
  rowsOf(
    { query, lastBatch }: Pick<QueryProgress, 'query' | 'lastBatch'>,
    versions: Versions,
  ): number {
    const letters = [...(this.#rows.get(query)?.values() ?? [])];
    return letters.filter(
      ({ batch, version }) => batch <= (lastBatch ?? -1) && !versions.isSuperseded(batch, version),
    ).length;
  }

  /** Different records that the query set aside within these offsets. To be called when the topic was read. */
  countWithin(query: string, offsets: OffsetRanges): number {
    let count = 0;
    for (const [partition, { start, end }] of Object.entries(offsets)) {
      const known = this.#offsets.get(query)?.get(Number(partition));
      if (known !== undefined) count += runsOf(known).count(start, end);
    }
    return count;
  }

  #offsetsOf(query: string, partition: number): Offsets {
    const partitions = entryOf(this.#offsets, query, () => new Map<number, Offsets>());
    return entryOf(partitions, partition, () => new Offsets());
  }
}

function runsOf(offsets: Offsets): OffsetRuns {
  if (offsets.runs === undefined) {
    offsets.runs = new OffsetRuns();
    for (const [first, last] of offsets.all.ranges()) offsets.runs.add(first, last);
  }
  return offsets.runs;
}

type Headers = Readonly<Record<string, Buffer>>;

function kindOf(headers: Headers): MalformedKind | undefined {
  const reason = headers[deadLetterHeaders.reason]?.toString();
  return malformedKinds.find((kind) => kind === reason);
}
