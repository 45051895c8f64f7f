/**
 * Parts of an event as JSON, one for each field: what stands before its value is laid down once, the value is written
 * behind it. No object an event.
 */
import { decimalForm, mostDecimalBytes, writeDecimal, writeWhole } from '../drawn/digits.ts';
import type { DecimalForm } from '../drawn/digits.ts';
import type { Weighted } from '../drawn/weighted.ts';
import { Words } from '../drawn/words.ts';
import { drawOf } from '../random.ts';
import type { IndexDraw, Nulls } from './draws.ts';
import { NumberedWords } from './numberedWords.ts';
import type { Numbers } from './numbers.ts';
import { WordsTable } from './wordsTable.ts';

export interface Part {
  readonly mostBytes: number;
  /** Writes it where a view stands, for a position. @returns where the next byte goes */
  write(view: DataView, at: number, position: number): number;
}

const quote = 0x22;

/** One of a few values, or null. */
export class ValuePart implements Part {
  readonly mostBytes: number;
  readonly #table: WordsTable;
  readonly #draw: IndexDraw;
  readonly #rows: Int32Array;

  /** @param values as JSON @param valueOf by what is drawn, which value. Default: as many are drawn as there are values */
  constructor(before: string, values: readonly string[], draw: IndexDraw, valueOf?: Int32Array) {
    const indices = valueOf ?? Int32Array.from(values, (_, index) => index);
    this.#rows = new Int32Array(1 + indices.length);
    this.#rows.set(
      indices.map((index) => index + 1),
      1,
    );
    this.#table = new WordsTable(['null', ...values].map((value) => Buffer.from(before + value)));
    this.mostBytes = this.#table.mostBytes;
    this.#draw = draw;
  }

  write(view: DataView, at: number, position: number): number {
    return this.#table.copy(view, at, this.#rows[1 + this.#draw.at(position)] ?? 0);
  }
}

/** One of many numbered values, or null. */
export class NumberedPart implements Part {
  readonly mostBytes: number;
  readonly #words: NumberedWords;
  readonly #null: Words;
  readonly #draw: IndexDraw;

  /** @param first the first of the values, as JSON */
  constructor(before: string, first: string, draw: IndexDraw) {
    const text = Buffer.from(before + first);
    this.#words = new NumberedWords(text, [text.length - 1], draw.size);
    this.#null = nullWords(before);
    this.mostBytes = Math.max(text.length, this.#null.length);
    this.#draw = draw;
  }

  write(view: DataView, at: number, position: number): number {
    const index = this.#draw.at(position);
    return index < 0 ? this.#null.copy(view, at) : this.#words.copy(view, at, index);
  }
}

export class NumberPart implements Part {
  readonly mostBytes: number;
  readonly #before: Words;
  readonly #numbers: Numbers;
  readonly #form: DecimalForm;

  constructor(before: string, numbers: Numbers, digits: number) {
    this.#before = words(before);
    this.#numbers = numbers;
    this.#form = decimalForm(digits);
    this.mostBytes = this.#before.length + mostDecimalBytes;
  }

  write(view: DataView, at: number, position: number): number {
    const value = this.#before.copy(view, at);
    return writeDecimal(view, value, this.#numbers.at(position), this.#form);
  }
}

export class SequencePart implements Part {
  readonly mostBytes: number;
  readonly #before: Words;
  readonly #from: number;
  readonly #isText: boolean;

  /** @param prefix `undefined`: it is a number */
  constructor(before: string, from: number, prefix: string | undefined) {
    const isText = prefix !== undefined;
    this.#before = words(isText ? before + JSON.stringify(prefix).slice(0, -1) : before);
    this.#from = from;
    this.#isText = isText;
    this.mostBytes = this.#before.length + mostDecimalBytes + 1;
  }

  write(view: DataView, at: number, position: number): number {
    const end = writeWhole(view, this.#before.copy(view, at), this.#from + position);
    if (!this.#isText) return end;
    view.setUint8(end, quote);
    return end + 1;
  }
}

export interface TextOptions {
  readonly words: readonly string[];
  readonly least: number;
  readonly most: number;
  /** Default: all words alike. */
  readonly weighted: Weighted | undefined;
  /** How many words, and each of them. */
  readonly seeds: readonly number[];
}

/** Words with a blank between them. */
export class TextPart implements Part {
  readonly mostBytes: number;
  readonly #before: Words;
  readonly #words: WordsTable;
  readonly #of: TextOptions;

  constructor(before: string, of: TextOptions) {
    this.#before = words(`${before}"`);
    this.#words = new WordsTable(of.words.map((word) => Buffer.from(`${escaped(word)} `)));
    this.#of = of;
    this.mostBytes = this.#before.length + of.most * this.#words.mostBytes + 1;
  }

  write(view: DataView, at: number, position: number): number {
    const { least, most, seeds } = this.#of;
    const count = least + part(drawOf(seeds[0] ?? 0, position), most - least + 1);
    let end = this.#before.copy(view, at);
    for (let word = 1; word <= count; word += 1) {
      end = this.#words.copy(view, end, this.#pick(drawOf(seeds[word] ?? 0, position)));
    }
    // The last blank becomes the quote.
    view.setUint8(end - 1, quote);
    return end;
  }

  #pick(draw: number): number {
    const { weighted, words } = this.#of;
    return weighted === undefined ? part(draw, words.length) : weighted.of(draw);
  }
}

/** A text that is always the same. */
export class ConstantPart implements Part {
  readonly mostBytes: number;
  readonly #words: Words;

  constructor(text: string) {
    this.#words = words(text);
    this.mostBytes = this.#words.length;
  }

  write(view: DataView, at: number): number {
    return this.#words.copy(view, at);
  }
}

/** Parts one after the other. */
export class PartRow implements Part {
  readonly mostBytes: number;
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.mostBytes = parts.reduce((sum, { mostBytes }) => sum + mostBytes, 0);
  }

  write(view: DataView, at: number, position: number): number {
    let end = at;
    for (const one of this.#parts) end = one.write(view, end, position);
    return end;
  }
}

/** A part that may be null. */
export class NullablePart implements Part {
  readonly mostBytes: number;
  readonly #nulls: Nulls;
  readonly #null: Words;
  readonly #inner: Part;

  constructor(before: string, nulls: Nulls, inner: Part) {
    this.#nulls = nulls;
    this.#null = nullWords(before);
    this.#inner = inner;
    this.mostBytes = Math.max(this.#null.length, inner.mostBytes);
  }

  write(view: DataView, at: number, position: number): number {
    return this.#nulls.at(position)
      ? this.#null.copy(view, at)
      : this.#inner.write(view, at, position);
  }
}

/** One of several parts, by what another field drew: for its null there is null. */
export class LookupPart implements Part {
  readonly mostBytes: number;
  readonly #draw: IndexDraw;
  readonly #null: Words;
  readonly #parts: readonly Part[];
  /** By the other field's index. */
  readonly #partOf: Uint32Array;

  constructor(
    before: string,
    draw: IndexDraw,
    { parts, partOf }: { readonly parts: readonly Part[]; readonly partOf: Uint32Array },
  ) {
    this.#draw = draw;
    this.#null = nullWords(before);
    this.#parts = parts;
    this.#partOf = partOf;
    this.mostBytes = Math.max(this.#null.length, ...parts.map(({ mostBytes }) => mostBytes));
  }

  write(view: DataView, at: number, position: number): number {
    const index = this.#draw.at(position);
    const chosen = index < 0 ? undefined : this.#parts[this.#partOf[index] ?? 0];
    return chosen === undefined ? this.#null.copy(view, at) : chosen.write(view, at, position);
  }
}

function words(text: string): Words {
  return new Words(Buffer.from(text));
}

function nullWords(before: string): Words {
  return words(`${before}null`);
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** @param draw 32 bits @returns a whole number from 0 to size − 1 */
function part(draw: number, size: number): number {
  return Math.floor((draw / 2 ** 32) * size);
}
