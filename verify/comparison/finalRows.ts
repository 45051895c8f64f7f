/** What a query's output says in the end: of each window, key or reading its newest row. */
import { rowHeaders } from '../../chain/names.ts';
import type { BatchProgress, OutputMode, QueryProgress } from '../../chain/progress.ts';
import type { RecordView } from '../../kafka/client.ts';
import { ReportedRows } from '../evidence/outputs.ts';
import { columnsOf } from './sameValue.ts';
import type { rowKinds } from '../comparisonResult.ts';

export type RowKind = (typeof rowKinds)[number];

/** A row that is made of one reading; one that makes several numbers them. */
const ofReading = /^(\d{1,9}):(\d{1,15})(?:-\d+)?$/;

export interface FinalRow {
  /** The record's key; `null` where it has none. */
  readonly key: string | null;
  readonly value: string;
  readonly window: { readonly startMs: number; readonly endMs: number } | undefined;
  readonly reading: { readonly partition: number; readonly offset: number } | undefined;
  readonly batch: number;
}

/** A row before it is known what it stands for. */
export interface WrittenRow {
  readonly key: string | null;
  /** `null`: the row before it under the same key holds no more. */
  readonly value: string | null;
  /** Text of the header `row`, or what stands for it. */
  readonly origin: string | null;
  readonly batch: number;
}

export class FinalRows {
  /** By what they stand for. */
  readonly rows = new Map<string, FinalRow>();
  readonly #mode: OutputMode;
  readonly #times = new Map<string, number>();
  #kind: RowKind | undefined;

  constructor({ plan, output }: Pick<QueryProgress, 'plan' | 'output'>) {
    // Earlier versions did not report it, and wrote updates unless told otherwise.
    this.#mode = output ?? (plan?.kind === 'stateless' ? 'append' : 'update');
  }

  /** `undefined` before the first row. */
  get kind(): RowKind | undefined {
    return this.#kind;
  }

  get mode(): OutputMode {
    return this.#mode;
  }

  add(row: WrittenRow): void {
    if (this.#mode === 'complete') this.#forgetBefore(row.batch);
    const final = finalRow(row);
    const kind = this.#kindOf(final);
    this.#kind ??= kind;
    const identity = this.#identity(kind, final, row.origin);
    const known = this.rows.get(identity);
    if (known !== undefined && known.batch > row.batch) return;
    if (row.value === null) this.rows.delete(identity);
    else this.rows.set(identity, final);
  }

  #kindOf(row: FinalRow): RowKind {
    if (this.#mode === 'append' && row.reading !== undefined) return 'reading';
    if (row.window !== undefined) return 'window';
    return this.#mode === 'append' ? 'content' : 'key';
  }

  #identity(kind: RowKind, { key, value, window }: FinalRow, origin: string | null): string {
    // No key is another key than an empty one.
    const name = key === null ? '-' : `+${key}`;
    if (kind === 'reading') return origin ?? '';
    if (kind === 'window') return `${window?.startMs}/${window?.endMs}/${name}`;
    return kind === 'key' ? name : this.#numbered(`${name} ${canonical(value)}`);
  }

  /** Rows that stand for themselves may say the same several times. */
  #numbered(content: string): string {
    const earlier = this.#times.get(content) ?? 0;
    this.#times.set(content, earlier + 1);
    return `${earlier}/${content}`;
  }

  /** In complete mode a batch writes all rows anew. */
  #forgetBefore(batch: number): void {
    const [newest] = this.rows.values();
    if (newest !== undefined && newest.batch < batch) this.rows.clear();
  }
}

/** Rows of an output topic: only those of batches that the query has reported, each once. */
export class OutputReader {
  readonly final: FinalRows;
  readonly #reported: ReportedRows;

  constructor(query: QueryProgress, batches: readonly BatchProgress[] | undefined) {
    this.final = new FinalRows(query);
    this.#reported = new ReportedRows(query, batches);
  }

  add(record: RecordView): void {
    const row = this.#reported.take(record);
    if (row.kind !== 'new') return;
    this.final.add({
      key: record.key?.toString() ?? null,
      value: record.value?.toString() ?? null,
      origin: record.headers()[rowHeaders.row]?.toString() ?? null,
      batch: row.batch,
    });
  }
}

function finalRow({ key, value, origin, batch }: WrittenRow): FinalRow {
  const reading = ofReading.exec(origin ?? '');
  return {
    key,
    value: value ?? '',
    window: windowIn(value),
    reading:
      reading === null ? undefined : { partition: Number(reading[1]), offset: Number(reading[2]) },
    batch,
  };
}

function windowIn(value: string | null): FinalRow['window'] {
  const columns = columnsOf(value ?? '');
  const [startMs, endMs] = ['window_start', 'window_end'].map((name) =>
    Date.parse(String(columns?.get(name))),
  ) as [number, number];
  return Number.isNaN(startMs) || Number.isNaN(endMs) ? undefined : { startMs, endMs };
}

/** The same columns in another order are the same row. */
function canonical(value: string): string {
  const columns = columnsOf(value);
  return columns === undefined ? value : JSON.stringify([...columns].sort(byName));
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
