/** An instant as its 24 characters, `2026-03-01T12:00:00.000Z`: only what changed since the last one is written anew. */
import { writeFourDigits } from './digits.ts';

/** Characters of an instant. */
export const timeBytes = 24;
/** Years that have four digits. */
const firstMs = Date.parse('0000-01-01T00:00:00.000Z');
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');

export class TimeText {
  readonly #bytes = Buffer.alloc(timeBytes + 8);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
  #ms = Number.NaN;
  #secondMs = Number.NaN;
  /** The characters as three words of eight bytes. */
  first = 0;
  second = 0;
  third = 0;

  /** Points at an instant, ms since the epoch. @returns false when it is the same as before */
  set(ms: number): boolean {
    if (ms === this.#ms) return false;
    this.#ms = ms;
    const inSecond = ms - this.#secondMs;
    if (inSecond >= 0 && inSecond < 1_000) this.#millis(inSecond);
    else this.#whole(ms);
    this.third = this.#view.getFloat64(16, true);
    return true;
  }

  #millis(ms: number): void {
    // Four digits, the first of them where the point goes: it is put back.
    writeFourDigits(this.#view, 19, ms);
    this.#bytes[19] = 0x2e;
  }

  #whole(ms: number): void {
    this.#secondMs = Math.floor(ms / 1_000) * 1_000;
    this.#bytes.write(new Date(clamped(ms)).toISOString(), 'latin1');
    this.first = this.#view.getFloat64(0, true);
    this.second = this.#view.getFloat64(8, true);
  }
}

function clamped(ms: number): number {
  return Math.min(Math.max(ms, firstMs), lastMs);
}
