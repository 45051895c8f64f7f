/** A text with a number in it that has the same number of digits each time: `"user-0042"`. */
import { digitsOf } from '../../chain/chain.ts';
import { writeFourDigits, writePadded } from '../drawn/digits.ts';
import { Words } from '../drawn/words.ts';

export class NumberedWords {
  readonly mostBytes: number;
  readonly #words: Words;
  /** Where its last four digits begin, at the first and at the last place where the number stands. */
  readonly #first: number;
  readonly #last: number;
  /** Digits before the last four. */
  readonly #moreDigits: number;

  /** @param ends behind the last digit, at each place @param count numbers go from 0 to count − 1 */
  constructor(text: Buffer, ends: readonly number[], count: number) {
    this.#words = new Words(text);
    this.mostBytes = text.length;
    this.#first = (ends[0] ?? 0) - 4;
    this.#last = (ends.at(-1) ?? 0) - 4;
    this.#moreDigits = digitsOf(count) - 4;
  }

  /** @returns where the next byte goes */
  copy(view: DataView, at: number, n: number): number {
    const next = this.#words.copy(view, at);
    if (this.#moreDigits > 0) return this.#long(view, at, n, next);
    writeFourDigits(view, at + this.#first, n);
    writeFourDigits(view, at + this.#last, n);
    return next;
  }

  /** More than four digits. */
  #long(view: DataView, at: number, n: number, next: number): number {
    const high = Math.floor(n / 10_000);
    for (const place of [at + this.#first, at + this.#last]) {
      writePadded(view, place - this.#moreDigits, high, this.#moreDigits);
      writeFourDigits(view, place, n - high * 10_000);
    }
    return next;
  }
}
