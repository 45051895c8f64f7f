/** A row of delimited text that has quotes in it, scanned cell by cell. */
import { tooLong } from './splitter.ts';

/** What cells and rows end with. */
export interface CellFormat {
  readonly delimiter: string;
  /** What ends a line; before a line feed a carriage return is dropped. */
  readonly newline: '\n' | '\r';
}

export const quote = '"';
export const tooLongQuoted = `${tooLong}; it has a quote that may not be closed`;

type Scan =
  | { readonly kind: 'row'; readonly cells: string[]; readonly end: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'bad'; readonly reason: string };

const more: Scan = { kind: 'more' };

export class QuotedRow {
  readonly #text: string;
  readonly #format: CellFormat;
  readonly #isEnd: boolean;
  readonly #cells: string[] = [];

  constructor(text: string, format: CellFormat, isEnd: boolean) {
    this.#text = text;
    this.#format = format;
    this.#isEnd = isEnd;
  }

  /** @param most the row ends here at the latest */
  scan(from: number, most: number): Scan {
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
