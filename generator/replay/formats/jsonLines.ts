/** One JSON object a line. */
import { asObject } from './jsonObject.ts';
import type { JsonObject } from './jsonObject.ts';
import { mostCharacters, tooLong } from './splitter.ts';
import type { Oddity, Rows, Splitter } from './splitter.ts';

export class JsonLinesSplitter implements Splitter {
  readonly #newline: string;
  readonly #rows: Rows<JsonObject>;
  readonly #most: number;
  #text = '';
  #line = 1;
  /** Within a line that is too long. */
  #isSkipping = false;
  readonly #onOdd = (oddity: Oddity) => this.#rows.odd?.(oddity, this.#line);

  constructor(newline: string, rows: Rows<JsonObject>, most = mostCharacters) {
    this.#newline = newline;
    this.#rows = rows;
    this.#most = most;
  }

  push(text: string): void {
    const all = this.#text + text;
    let at = 0;
    for (let end = all.indexOf(this.#newline); end >= 0; end = all.indexOf(this.#newline, at)) {
      this.#take(all, at, end);
      this.#line += 1;
      at = end + 1;
    }
    this.#text = all.slice(at);
    if (this.#text.length > this.#most) this.#drop();
  }

  end(): void {
    if (this.#text !== '') this.#take(this.#text, 0, this.#text.length);
  }

  #drop(): void {
    if (!this.#isSkipping) this.#rows.bad(tooLong, this.#line);
    this.#isSkipping = true;
    this.#text = '';
  }

  #take(all: string, from: number, to: number): void {
    const wasSkipping = this.#isSkipping;
    this.#isSkipping = false;
    if (wasSkipping) return;
    if (to - from > this.#most) {
      this.#rows.bad(tooLong, this.#line);
      return;
    }
    const line = all.slice(from, to);
    if (line.trim() === '') return;
    const object = asObject(line, this.#onOdd);
    if (typeof object === 'string') this.#rows.bad(object, this.#line);
    else this.#rows.row(object, this.#line, line.length);
  }
}
