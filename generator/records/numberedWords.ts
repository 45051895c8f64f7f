/** A text with a number in it that has the same number of digits each time: `"user-0042"`. */
import { digitsOf } from '../../chain/chain.ts';
import { writeFourDigits, writePadded } from '../drawn/digits.ts';
import { Words } from '../drawn/words.ts';

export class NumberedWords {
  readonly mostBytes: number;
  readonly #words: Words;
  /** Behind the last digit, at each place where the number stands. */
  readonly #ends: readonly number[];
  /** Digits before the last four. */
  readonly #moreDigits: number;

  /** @param count numbers go from 0 to count − 1 */
  constructor(text: Buffer, ends: readonly number[], count: number) {
    this.#words = new Words(text);
    this.mostBytes = text.length;
    this.#ends = ends;
    this.#moreDigits = digitsOf(count) - 4;
  }

  /** @returns where the next byte goes */
  copy(view: DataView, at: number, n: number): number {
    const next = this.#words.copy(view, at);
    const high = this.#moreDigits === 0 ? 0 : Math.floor(n / 10_000);
    const low = n - high * 10_000;
    for (const end of this.#ends) {
      if (this.#moreDigits > 0) {
        writePadded(view, at + end - 4 - this.#moreDigits, high, this.#moreDigits);
      }
      writeFourDigits(view, at + end - 4, low);
    }
    return next;
  }
}
