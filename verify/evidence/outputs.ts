/** Rows that a query wrote, by batch, each once; and for windows the latest count of each. */
import { rowHeaders } from '../../chain/names.ts';
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';
import type { RecordView } from '../../kafka/client.ts';
import { numberIn } from '../../kafka/records.ts';
import { BatchPlaces } from './batchPlaces.ts';
import { BatchTrail } from './batchTrail.ts';
import { RowSet } from './rowSet.ts';
import { Versions } from './versions.ts';

interface WindowCount {
  batch: number;
  n: number;
  readonly startMs: number;
}

/** What a record of an output topic is. */
export type Taken =
  /** Without this query's headers. */
  | { readonly kind: 'foreign' }
  /** Of a batch after the last reported one. */
  | { readonly kind: 'notReported' }
  /** Of a batch that was begun before the query was edited, and written again behind the edit. */
  | { readonly kind: 'superseded' }
  /** Seen before: its batch was written again after a kill. */
  | { readonly kind: 'replayed' }
  | { readonly kind: 'new'; readonly batch: number };

/** Tells of each record of an output topic whether it is a row that the query has reported, and not seen before. */
export class ReportedRows {
  readonly trail = new BatchTrail();
  readonly #name: string;
  readonly #lastBatch: number;
  readonly #versions: Versions;
  readonly #places: BatchPlaces;
  readonly #rows = new RowSet();

  constructor(
    { query, lastBatch }: Pick<QueryProgress, 'query' | 'lastBatch'>,
    batches?: readonly BatchProgress[],
  ) {
    this.#name = query;
    this.#lastBatch = lastBatch ?? -1;
    this.#versions = new Versions(batches);
    this.#places = new BatchPlaces(batches && new Map([[query, batches]]));
  }

  take(record: RecordView): Taken {
    const headers = record.headers();
    const written = numberIn(headers[rowHeaders.batch]);
    const row = headers[rowHeaders.row];
    const isOurs = headers[rowHeaders.query]?.toString() === this.#name;
    if (!isOurs || row === undefined || written === undefined) return { kind: 'foreign' };
    this.trail.add(record.partition, record.offset, written);
    const batch = this.#places.batchOfRow(this.#name, row.toString(), written);
    const version = headers[rowHeaders.fingerprint];
    if (batch > this.#lastBatch) return { kind: 'notReported' };
    if (this.#versions.isSuperseded(batch, version)) return { kind: 'superseded' };
    return this.#rows.add(batch, row) ? { kind: 'new', batch } : { kind: 'replayed' };
  }

  /** Different rows of reported batches. */
  get size(): number {
    return this.#rows.size;
  }
}

/** Rows of one query's output topic. Batches that the query has not reported yet are only counted. */
export class OutputRows {
  /** Rows already seen: a batch was written again after a kill. */
  replayed = 0;
  /** Rows of batches after the last reported one. */
  notReported = 0;
  /** Rows of batches that were begun before the query was edited, and written again behind the edit. */
  superseded = 0;
  /** Records without this query's headers. */
  foreign = 0;
  /** Rows of a window query without a readable `n` and `window_start`. */
  unreadable = 0;
  /** Different rows, by batch. */
  readonly byBatch = new Map<number, number>();
  readonly #isWindow: boolean;
  readonly #reported: ReportedRows;
  readonly #windows = new Map<string, WindowCount>();

  constructor(query: QueryProgress, batches?: readonly BatchProgress[]) {
    this.#isWindow = query.plan?.kind === 'window';
    this.#reported = new ReportedRows(query, batches);
  }

  get trail(): BatchTrail {
    return this.#reported.trail;
  }

  add(record: RecordView): void {
    const taken = this.#reported.take(record);
    if (taken.kind === 'new') this.#count(record, taken.batch);
    else this[taken.kind] += 1;
  }

  #count(record: RecordView, batch: number): void {
    this.byBatch.set(batch, (this.byBatch.get(batch) ?? 0) + 1);
    if (this.#isWindow) this.#takeWindow(record, batch);
  }

  /** Different rows of reported batches. */
  get rows(): number {
    return this.#reported.size;
  }

  /** Σ of the latest n of each key and window. */
  get counted(): number {
    let sum = 0;
    for (const { n } of this.#windows.values()) sum += n;
    return sum;
  }

  /** The same by the window's start in ms. */
  countedByWindow(): Map<number, number> {
    const sums = new Map<number, number>();
    for (const { startMs, n } of this.#windows.values()) {
      sums.set(startMs, (sums.get(startMs) ?? 0) + n);
    }
    return sums;
  }

  #takeWindow(record: RecordView, batch: number): void {
    const window = parseWindow(record.value);
    if (window === undefined) {
      this.unreadable += 1;
      return;
    }
    // No key is another key than an empty one.
    const key = `${window.startMs}/${record.key?.toString('base64') ?? '-'}`;
    const known = this.#windows.get(key);
    if (known === undefined) this.#windows.set(key, { batch, ...window });
    else if (batch >= known.batch) Object.assign(known, { batch, n: window.n });
  }
}

function parseWindow(value: Buffer | null): { startMs: number; n: number } | undefined {
  try {
    const row = lowerCase(JSON.parse(value?.toString() ?? '') as object);
    const startMs = Date.parse(String(row.window_start));
    const isCount = Number.isSafeInteger(row.n) && (row.n as number) >= 0;
    return Number.isNaN(startMs) || !isCount ? undefined : { startMs, n: row.n as number };
  } catch {
    return undefined;
  }
}

/** Names have no case in SQL: a query may write `AS N`. */
function lowerCase(row: object): { window_start?: unknown; n?: unknown } {
  if ('window_start' in row && 'n' in row) return row;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
}
