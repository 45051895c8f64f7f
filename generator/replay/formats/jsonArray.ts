/** A JSON array of objects, element by element: a file of any size in flat memory. */
import { asObject } from './jsonObject.ts';
import type { JsonObject } from './jsonObject.ts';
import { mostCharacters, tooLong } from './splitter.ts';
import type { Oddity, Rows, Splitter } from './splitter.ts';

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;
const comma = 44;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;

interface ArrayOptions {
  /** On which line its text begins. Default: the first. */
  readonly line?: number;
  readonly isWithin?: boolean;
  readonly most?: number;
}

/**
 * Finds where elements begin and end by counting brackets outside strings; what is between must be JSON. A line break
 * within a string shows that the string was not closed, as JSON has none there: brackets can no longer be counted, and
 * reading goes on with the next line that begins with an object, no further in than the damaged one.
 */
export class JsonArraySplitter implements Splitter {
  readonly #rows: Rows<JsonObject>;
  readonly #most: number;
  #text = '';
  #line: number;
  /** Open brackets; 1 between the elements, 0 before and after the array. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isClosed = false;
  /** Where the element begins in the text; −1: none has begun. */
  #from = -1;
  #fromLine = 1;
  #fromColumn = 0;
  /** Where the line begins in the text; negative when that part is forgotten already. */
  #lineAt = 0;
  /** After a damaged element, until another one begins. */
  #isSeeking = false;
  /** Seeking, and nothing but spaces and a comma were on this line. */
  #isLineOpen = false;
  /** Within an element that is too long. */
  #isDropping = false;
  /** Text outside the array was told of, or is none of its business. */
  #hasStray: boolean;
  readonly #onOdd = (oddity: Oddity) => this.#rows.odd?.(oddity, this.#fromLine);

  /** @param options.isWithin the array is a part of a document, which goes on after it */
  constructor(rows: Rows<JsonObject>, options: ArrayOptions = {}) {
    const { line = 1, isWithin = false, most = mostCharacters } = options;
    this.#rows = rows;
    this.#line = line;
    this.#hasStray = isWithin;
    this.#most = most;
  }

  push(text: string): void {
    const forgotten = this.#from < 0 ? this.#text.length : this.#from;
    const seen = this.#text.length - forgotten;
    this.#text = this.#text.slice(forgotten) + text;
    this.#lineAt -= forgotten;
    if (this.#from > 0) this.#from = 0;
    this.#scan(seen);
    if (this.#from >= 0 && this.#text.length - this.#from > this.#most) this.#drop();
  }

  end(): void {
    if (this.#from >= 0) this.#rows.bad('the array ends within this element', this.#fromLine);
    else if (!this.#isClosed) this.#rows.bad('the array is not closed', this.#line);
  }

  #scan(from: number): void {
    for (let at = from; at < this.#text.length; at += 1) {
      const char = this.#text.charCodeAt(at);
      if (char === lineFeed || char === carriageReturn) this.#lineBreak(char, at);
      else if (this.#isSeeking) this.#seek(char, at);
      else if (this.#isInString) this.#inString(char);
      else if (char > 32) this.#outside(char, at);
    }
  }

  #lineBreak(char: number, at: number): void {
    if (this.#isInString) this.#breakOff(at);
    if (char === lineFeed) this.#line += 1;
    this.#lineAt = at + 1;
    this.#isLineOpen = true;
  }

  /** The element cannot be read to its end. */
  #breakOff(at: number): void {
    const reason = at - this.#from > this.#most ? tooLong : 'a string is opened and not closed';
    if (!this.#isDropping) this.#rows.bad(reason, this.#fromLine);
    this.#isInString = false;
    this.#isEscaped = false;
    this.#isDropping = false;
    this.#from = -1;
    this.#depth = 1;
    this.#isSeeking = true;
  }

  #seek(char: number, at: number): void {
    if (!this.#isLineOpen || char <= 32 || char === comma) return;
    this.#isLineOpen = false;
    if (at - this.#lineAt > this.#fromColumn) return;
    const isElement = char === openBrace;
    if (!isElement && char !== closeBracket) return;
    this.#isSeeking = false;
    this.#outside(char, at);
  }

  #inString(char: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (char === backslash) this.#isEscaped = true;
    else if (char === quote) this.#isInString = false;
  }

  #outside(char: number, at: number): void {
    const isOpening = (char | 0x20) === 0x7b;
    const isClosing = (char | 0x20) === 0x7d;
    if (this.#depth === 0) {
      if (isOpening && !this.#isClosed) this.#depth = 1;
      else this.#stray();
      return;
    }
    if (this.#depth === 1 && (char === comma || isClosing)) {
      this.#finish(at);
      if (isClosing) this.#close();
      return;
    }
    if (this.#from < 0) this.#begin(at);
    if (char === quote) this.#isInString = true;
    else if (isOpening) this.#depth += 1;
    else if (isClosing) this.#depth -= 1;
  }

  #close(): void {
    this.#depth = 0;
    this.#isClosed = true;
  }

  /** Said once: it may be the rest of a file whose brackets do not match. */
  #stray(): void {
    if (!this.#hasStray) this.#rows.bad('there is text outside the array', this.#line);
    this.#hasStray = true;
  }

  #begin(at: number): void {
    this.#from = at;
    this.#fromLine = this.#line;
    this.#fromColumn = at - this.#lineAt;
  }

  #finish(at: number): void {
    const isWhole = this.#from >= 0 && !this.#isDropping;
    const length = at - this.#from;
    this.#isDropping = false;
    if (isWhole && length > this.#most) this.#rows.bad(tooLong, this.#fromLine);
    else if (isWhole) this.#give(this.#text.slice(this.#from, at));
    this.#from = -1;
  }

  #give(text: string): void {
    const object = asObject(text, this.#onOdd);
    if (typeof object === 'string') this.#rows.bad(object, this.#fromLine);
    else this.#rows.row(object, this.#fromLine, text.length);
  }

  /** Forgets the text of an element that is too long, and goes on to its end. */
  #drop(): void {
    if (!this.#isDropping) this.#rows.bad(tooLong, this.#fromLine);
    this.#isDropping = true;
    this.#lineAt -= this.#text.length;
    this.#text = '';
    this.#from = 0;
  }
}
