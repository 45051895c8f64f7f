/** Delimited text as the rows of a table: which line is the header, and which are none of its rows. */
import { CsvSplitter } from './csv.ts';
import type { CsvFormat } from './csv.ts';
import type { Rows, Splitter } from './splitter.ts';

export interface TableFormat {
  readonly kind: 'table';
  readonly csv: CsvFormat;
  /** The first line is `sep=;`, as spreadsheets write it. */
  readonly hasHint: boolean;
  /** So many rows after the header are none. */
  readonly unitLines: number;
  /** So many more look like units. */
  readonly seemingUnits?: number;
}

export interface TableParts extends Rows<string[]> {
  /** The header; again where another one begins within the file. */
  header(cells: readonly string[], line: number): void;
  /** A row has more cells than the header, all of them empty: they were left out. */
  padded?(line: number): void;
}

/** In annotated CSV these come before the header of each of its tables. */
export const annotation = /^#(group|datatype|default)\b/;

export class TableSplitter implements Splitter {
  readonly #csv: CsvSplitter;
  readonly #parts: TableParts;
  readonly #format: TableFormat;
  #header: readonly string[] | undefined;
  /** The next row is the line `sep=;`. */
  #isHint: boolean;
  /** Rows after the header that are left to skip. */
  #unitLines = 0;

  /** @param width cells of a row, where the text begins within the file */
  constructor(format: TableFormat, parts: TableParts, width?: number) {
    this.#format = format;
    this.#parts = parts;
    this.#isHint = format.hasHint && width === undefined;
    this.#header = width === undefined ? undefined : [];
    this.#csv = new CsvSplitter(format.csv, this.#rows(), { isBeginning: width === undefined });
    this.#csv.width = width;
  }

  push(text: string): void {
    this.#csv.push(text);
  }

  end(): void {
    this.#csv.end();
  }

  #rows() {
    const parts = this.#parts;
    return {
      row: (cells: string[], line: number, length: number) => {
        if (this.#header === undefined) this.#begin(cells, line);
        else if (this.#unitLines > 0) this.#unit();
        else if (this.#isHeader(cells)) parts.bad('it is the header once more', line);
        else parts.row(cells, line, length);
      },
      bad: (reason: string, line: number) => {
        parts.bad(reason, line);
      },
      padded: (line: number) => parts.padded?.(line),
      comment: (text: string) => {
        if (this.#header !== undefined && annotation.test(text)) this.#again();
      },
    };
  }

  #begin(cells: readonly string[], line: number): void {
    if (this.#isHint) {
      this.#isHint = false;
      return;
    }
    this.#header = cells;
    this.#parts.header(cells, line);
    this.#unitLines = this.#format.unitLines;
    if (this.#unitLines === 0) this.#expect(cells);
  }

  /** Another table begins. */
  #again(): void {
    this.#header = undefined;
    this.#csv.width = undefined;
    this.#csv.isLastUnnamed = false;
  }

  #unit(): void {
    this.#unitLines -= 1;
    if (this.#unitLines === 0) this.#expect(this.#header ?? []);
  }

  #expect(header: readonly string[]): void {
    this.#csv.width = header.length;
    this.#csv.isLastUnnamed = header.length > 1 && header.at(-1)?.trim() === '';
  }

  /** As files have it that were put together. */
  #isHeader(cells: readonly string[]): boolean {
    const header = this.#header ?? [];
    if (header.length < 2 || cells[0] !== header[0]) return false;
    return cells.every((cell, at) => cell === header[at]);
  }
}
