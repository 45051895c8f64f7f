/** Text of one file in, rows out. */
import type { CourantError } from '../../../chain/errors.ts';
import { columnNames, missingColumns } from './columns.ts';
import { CsvSplitter } from './csv.ts';
import { JsonArraySplitter } from './jsonArray.ts';
import { JsonLinesSplitter } from './jsonLines.ts';
import type { JsonObject } from './jsonObject.ts';
import type { Format } from './detectFormat.ts';
import { objectRow, TableRows } from './rows.ts';
import type { ReplayRow, RowContext } from './rows.ts';
import type { Splitter } from './splitter.ts';

export interface ParserOptions {
  readonly format: Format;
  readonly context: RowContext;
  /** Columns of a table whose text begins after its header. */
  readonly columns?: readonly string[];
  onBad(reason: string, line: number): void;
}

/** Objects whose columns are remembered. */
const mostRemembered = 1_000;

export class Parser {
  readonly #options: ParserOptions;
  readonly #splitter: Splitter;
  #rows: ReplayRow[] = [];
  #columns: readonly string[] | undefined;
  /** Columns that the header lacks. */
  #problem: CourantError | undefined;
  readonly #seen = new Set<string>();
  #objects = 0;

  constructor(options: ParserOptions) {
    this.#options = options;
    this.#splitter = this.#splitterFor(options.format);
  }

  /** @throws CourantError COURANT_REPLAY_INVALID when there is a row, and a column is missing from the header */
  push(text: string): void {
    this.#splitter.push(text);
  }

  end(): void {
    this.#splitter.end();
  }

  /** The rows found since the last call. */
  take(): ReplayRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** Those of the header, or of the first objects; `undefined` before any was seen. */
  get columns(): readonly string[] | undefined {
    return this.#objects > 0 ? [...this.#seen] : this.#columns;
  }

  #splitterFor(format: Format): Splitter {
    if (format.kind === 'table') return this.#table(format);
    const { context, onBad } = this.#options;
    const rows = {
      row: (object: JsonObject, line: number, length: number) => {
        this.#remember(object);
        this.#give(objectRow(object, line, length, context), line);
      },
      bad: onBad,
    };
    return format.kind === 'array'
      ? new JsonArraySplitter(rows)
      : new JsonLinesSplitter(format.newline, rows);
  }

  #table({ csv, hasHint }: Format & { kind: 'table' }): Splitter {
    const { columns, context, onBad } = this.#options;
    let table = columns === undefined ? undefined : new TableRows(columns, context);
    let isHint = hasHint && columns === undefined;
    const splitter: CsvSplitter = new CsvSplitter(csv, {
      row: (cells, line, length) => {
        if (table !== undefined) {
          this.#assertColumns();
          this.#give(table.read(cells, line, length), line);
        } else if (isHint) isHint = false;
        else {
          table = new TableRows(this.#header(cells), context);
          splitter.width = cells.length;
        }
      },
      bad: (reason, line) => {
        this.#assertColumns();
        onBad(reason, line);
      },
    });
    splitter.width = columns?.length;
    return splitter;
  }

  #header(cells: readonly string[]): readonly string[] {
    const { source, shown, notes } = this.#options.context;
    this.#columns = columnNames(cells, shown, notes);
    this.#problem = missingColumns(shown, this.#columns, source);
    return this.#columns;
  }

  /** A header without rows lacks nothing. */
  #assertColumns(): void {
    if (this.#problem !== undefined) throw this.#problem;
  }

  #remember(object: JsonObject): void {
    this.#objects += 1;
    if (this.#objects > mostRemembered) return;
    for (const name of Object.keys(object)) this.#seen.add(name);
  }

  #give(row: ReplayRow | string, line: number): void {
    if (typeof row === 'string') this.#options.onBad(row, line);
    else this.#rows.push(row);
  }
}
