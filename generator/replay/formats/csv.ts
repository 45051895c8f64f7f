/**
 * Delimited text (RFC 4180 and what programs really write): quotes, doubled quotes, line breaks within quotes, spaces
 * around quotes. A quote within a cell that does not begin with one is a character like any other.
 *
 * A quote that is never closed would swallow the rest of the file. Such a row is bad, and reading goes on with the line
 * after the one it began on; the same for a row over several lines that does not fit the header.
 */
import { QuotedRow, quote, tooLongQuoted } from './quotedRow.ts';
import type { CellFormat } from './quotedRow.ts';
import { mostCharacters, tooLong } from './splitter.ts';
import type { Rows, Splitter } from './splitter.ts';

export interface CsvFormat extends CellFormat {
  /** So many lines at the beginning are no rows. */
  readonly skipLines: number;
  /** What lines begin with that are no rows either. */
  readonly comment: string | undefined;
}

/** What is found in delimited text, beside its rows. */
export interface CsvRows extends Rows<string[]> {
  /** A line that is a comment. */
  comment?(text: string): void;
  /** A row has more cells than the header, all of them empty: they were left out. */
  padded?(line: number): void;
}

export class CsvSplitter implements Splitter {
  /** How many cells a row has; `undefined` while any number is right. */
  width: number | undefined;
  /** The header ends in a delimiter, which rows may not have. */
  isLastUnnamed = false;
  readonly #format: CsvFormat;
  readonly #rows: CsvRows;
  readonly #most: number;
  #text = '';
  /** Where the next row begins in the text. */
  #at = 0;
  #line = 1;
  /** Within a bad row whose line has not ended yet. */
  #isSkipping = false;
  /** Lines at the beginning that are left to skip. */
  #toSkip: number;
  /** The first quote at or after `#at`; −1: none. */
  #quoteAt = -1;

  /** @param isBeginning false: the text begins within the file */
  constructor(
    format: CsvFormat,
    rows: CsvRows,
    { most = mostCharacters, isBeginning = true }: { most?: number; isBeginning?: boolean } = {},
  ) {
    this.#format = format;
    this.#toSkip = isBeginning ? format.skipLines : 0;
    this.#rows = rows;
    this.#most = most;
  }

  push(text: string): void {
    this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + text : text;
    this.#at = 0;
    this.#quoteAt = this.#text.indexOf(quote);
    while (this.#at < this.#text.length && this.#step(false));
  }

  end(): void {
    while (this.#at < this.#text.length && this.#step(true));
  }

  /** One row or skipped line. @returns false when more text is needed first */
  #step(isEnd: boolean): boolean {
    const found = this.#text.indexOf(this.#format.newline, this.#at);
    if (this.#isSkipping) return this.#skip(found);
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return this.#skip(found);
    }
    const { comment } = this.#format;
    if (comment !== undefined && this.#text.startsWith(comment, this.#at)) {
      return this.#comment(found, isEnd);
    }
    if (this.#quoteAt >= 0 && this.#quoteAt < this.#at) {
      this.#quoteAt = this.#text.indexOf(quote, this.#at);
    }
    const end = found < 0 ? this.#text.length : found;
    if (this.#quoteAt >= 0 && this.#quoteAt < end) return this.#quotedRow(isEnd);
    if (found < 0 && !isEnd && !this.#isTooLong(end)) return false;
    this.#plainRow(end);
    return true;
  }

  /** @returns false when the line goes on in the next piece */
  #comment(newlineAt: number, isEnd: boolean): boolean {
    const end = newlineAt < 0 ? this.#text.length : newlineAt;
    if (newlineAt < 0 && !isEnd && !this.#isTooLong(end)) return false;
    this.#rows.comment?.(this.#text.slice(this.#at, end));
    return this.#skip(newlineAt);
  }

  #isTooLong(end: number): boolean {
    return end - this.#at > this.#most;
  }

  #skip(newlineAt: number): boolean {
    this.#isSkipping = newlineAt < 0;
    this.#at = newlineAt < 0 ? this.#text.length : newlineAt + 1;
    if (newlineAt >= 0) this.#line += 1;
    return true;
  }

  /** The row that begins here is bad; goes on after the line that it begins on. */
  #refuse(reason: string): boolean {
    this.#rows.bad(reason, this.#line);
    return this.#skip(this.#text.indexOf(this.#format.newline, this.#at));
  }

  #plainRow(end: number): void {
    if (this.#isTooLong(end)) {
      this.#refuse(tooLong);
      return;
    }
    const last = this.#text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    const line = last > this.#at ? this.#text.slice(this.#at, last) : '';
    this.#at = end + 1;
    if (line.trim() !== '') this.#give(line.split(this.#format.delimiter), line.length);
    this.#line += 1;
  }

  /** Cells beyond the header that are empty say nothing. */
  #fits(cells: string[]): boolean {
    const { width } = this;
    if (width === undefined || cells.length === width) return true;
    if (cells.length === width - 1 && this.isLastUnnamed) return cells.push('') === width;
    if (cells.length < width || cells.some((cell, at) => at >= width && cell.trim() !== '')) {
      return false;
    }
    cells.length = width;
    this.#rows.padded?.(this.#line);
    return true;
  }

  #give(cells: string[], length: number): void {
    if (!this.#fits(cells)) this.#rows.bad(raggedReason(cells.length, this.width), this.#line);
    else this.#rows.row(cells, this.#line, length);
  }

  #quotedRow(isEnd: boolean): boolean {
    const scan = new QuotedRow(this.#text, this.#format, isEnd).scan(
      this.#at,
      this.#at + this.#most,
    );
    if (scan.kind === 'bad') return this.#refuse(scan.reason);
    if (scan.kind === 'more') {
      if (this.#isTooLong(this.#text.length)) return this.#refuse(tooLongQuoted);
      return isEnd && this.#refuse('a quote is opened and never closed');
    }
    const breaks = count(this.#text, this.#format.newline, this.#at, scan.end);
    if (breaks > 0 && !this.#fits(scan.cells)) {
      return this.#refuse(
        `${raggedReason(scan.cells.length, this.width)}, with a quote over ${breaks + 1} lines`,
      );
    }
    this.#give(scan.cells, scan.end - this.#at);
    this.#line += breaks + 1;
    this.#at = scan.end + 1;
    return true;
  }
}

function raggedReason(cells: number, width = 0): string {
  return `${cells} ${cells === 1 ? 'cell' : 'cells'} where the header has ${width}`;
}

function count(text: string, what: string, from: number, to: number): number {
  let found = 0;
  for (let at = text.indexOf(what, from); at >= 0 && at < to; at = text.indexOf(what, at + 1)) {
    found += 1;
  }
  return found;
}
