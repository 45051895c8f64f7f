/** Text of one file in, rows out. */
import type { CourantError } from '../../../chain/errors.ts';
import { quote } from '../../../chain/words/quote.ts';
import { columnNames, missingColumns } from './columns.ts';
import { JsonArraySplitter } from './jsonArray.ts';
import { JsonLinesSplitter } from './jsonLines.ts';
import type { JsonObject } from './jsonObject.ts';
import type { Format } from './detectFormat.ts';
import { objectRow, TableRows } from './rows.ts';
import type { ReplayRow, RowContext } from './rows.ts';
import type { Oddity, Splitter } from './splitter.ts';
import { TableSplitter } from './table.ts';
import type { TableFormat, TableParts } from './table.ts';
import { noSuchList, WrappedSplitter } from './wrapped.ts';

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
  /** Why rows of a later header are bad. */
  #lacking = '';
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
      odd: (oddity: Oddity, line: number) => {
        context.notes.warn(`${oddity.kind} ${context.shown}`, () => oddNote(oddity, context, line));
      },
    };
    if (format.kind === 'lines') return new JsonLinesSplitter(format.newline, rows);
    const { records } = format;
    if (records === undefined) return new JsonArraySplitter(rows);
    return new WrappedSplitter(records, rows, (lists) => {
      throw noSuchList(context.shown, records, lists);
    });
  }

  #table(format: TableFormat): Splitter {
    const { columns, context, onBad } = this.#options;
    const { shown, notes } = context;
    let table = columns === undefined ? undefined : new TableRows(columns, context);
    const parts: TableParts = {
      header: (cells, line) => {
        table = this.#header(cells, line);
      },
      row: (cells, line, length) => {
        this.#assertColumns();
        this.#give(table?.read(cells, line, length) ?? this.#lacking, line);
      },
      bad: (reason, line) => {
        this.#assertColumns();
        onBad(reason, line);
      },
      padded: (line) => {
        notes.once(`padded ${shown}`, () => paddedNote(shown, line));
      },
    };
    return new TableSplitter(format, parts, columns?.length);
  }

  /** @returns `undefined` where the header, not the first one of the file, lacks columns */
  #header(cells: readonly string[], line: number): TableRows | undefined {
    const { context } = this.#options;
    const { source, shown, notes } = context;
    const columns = columnNames(cells, shown, notes);
    const problem = missingColumns(shown, columns, source);
    if (this.#columns === undefined) this.#problem = problem;
    this.#columns ??= columns;
    this.#lacking = `its header, line ${line}, lacks columns that are named`;
    return problem === undefined ? new TableRows(columns, context) : undefined;
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

function paddedNote(shown: string, line: number): string {
  return `rows of ${quote(shown)} end in a delimiter too many, see line ${line}: the empty cell after it is left out`;
}

function oddNote(oddity: Oddity, { shown }: RowContext, line: number): string {
  const where = `${quote(shown)} line ${line}`;
  if (oddity.kind === 'word')
    return `${where} has NaN or Infinity, which JSON has no word for: such cells stay text`;
  return `${where} has ${quote(oddity.name)} twice in one object: the last one counts, there and wherever that is so`;
}
