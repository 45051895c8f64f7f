/**
 * Delimited text (RFC 4180 and what programs really write): quotes, doubled quotes, line breaks within quotes, spaces
 * around quotes. A quote within a cell that does not begin with one is a character like any other.
 *
 * A quote that is never closed would swallow the rest of the file. Such a row is bad, and reading goes on with the line
 * after the one it began on; the same for a row over several lines that does not fit the header.
 */
import { mostCharacters, tooLong } from './splitter.ts';
import type { Rows, Splitter } from './splitter.ts';

export interface CsvFormat {
  readonly delimiter: string;
  /** What ends a line; before a line feed a carriage return is dropped. */
  readonly newline: '\n' | '\r';
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

const quote = '"';

type Scan =
  | { readonly kind: 'row'; readonly cells: string[]; readonly end: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'bad'; readonly reason: string };

const more: Scan = { kind: 'more' };

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
    const scan = new RowScan(this.#text, this.#format, isEnd).row(this.#at, this.#at + this.#most);
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

const tooLongQuoted = `${tooLong}; it has a quote that may not be closed`;

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

/** One row that has quotes in it. */
class RowScan {
  readonly #text: string;
  readonly #format: CsvFormat;
  readonly #isEnd: boolean;
  readonly #cells: string[] = [];

  constructor(text: string, format: CsvFormat, isEnd: boolean) {
    this.#text = text;
    this.#format = format;
    this.#isEnd = isEnd;
  }

  /** @param most the row ends here at the latest */
  row(from: number, most: number): Scan {
    let at = from;
    for (;;) {
      const end = this.#isQuoted(at) ? this.#quoted(at) : this.#plain(at);
      if (typeof end !== 'number') return end;
      if (end > most) return { kind: 'bad', reason: tooLongQuoted };
      const isLast =
        end >= this.#text.length || !this.#text.startsWith(this.#format.delimiter, end);
      if (!isLast) {
        at = end + this.#format.delimiter.length;
        continue;
      }
      const newlineAt = this.#newlineAt(end);
      if (newlineAt === undefined) return more;
      if (newlineAt > most) return { kind: 'bad', reason: tooLongQuoted };
      if (newlineAt >= 0) return { kind: 'row', cells: this.#cells, end: newlineAt };
      return { kind: 'bad', reason: 'there is text after a closing quote' };
    }
  }

  /** Where the line ends whose last cell ended here; `undefined`: not known yet, −1: here it does not. */
  #newlineAt(at: number): number | undefined {
    const { newline } = this.#format;
    if (at >= this.#text.length) return this.#isEnd ? at : undefined;
    if (this.#text[at] === newline) return at;
    if (this.#text[at] !== '\r') return -1;
    if (at + 1 >= this.#text.length) return this.#isEnd ? at + 1 : undefined;
    return this.#text[at + 1] === newline ? at + 1 : -1;
  }

  #isQuoted(at: number): boolean {
    return this.#text[this.#afterSpaces(at)] === quote;
  }

  #afterSpaces(at: number): number {
    let next = at;
    while (this.#text[next] === ' ') next += 1;
    return next;
  }

  /** A cell up to the delimiter or the end of the line. */
  #plain(at: number): number | Scan {
    const { delimiter, newline } = this.#format;
    const text = this.#text;
    const newlineAt = text.indexOf(newline, at);
    const delimiterAt = text.indexOf(delimiter, at);
    if (delimiterAt >= 0 && (newlineAt < 0 || delimiterAt < newlineAt)) {
      this.#cells.push(text.slice(at, delimiterAt));
      return delimiterAt;
    }
    if (newlineAt < 0 && !this.#isEnd) return more;
    const lineEnd = newlineAt < 0 ? text.length : newlineAt;
    const end = lineEnd > at && text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
    this.#cells.push(text.slice(at, end));
    return end;
  }

  #quoted(at: number): number | Scan {
    const text = this.#text;
    let from = this.#afterSpaces(at) + 1;
    let cell = '';
    for (;;) {
      const close = text.indexOf(quote, from);
      if (close < 0 || (close + 1 >= text.length && !this.#isEnd)) return more;
      if (text[close + 1] !== quote) {
        this.#cells.push(cell + text.slice(from, close));
        return this.#afterSpaces(close + 1);
      }
      cell += text.slice(from, close + 1);
      from = close + 2;
    }
  }
}
