/** Texts of which one is copied at a time: each a row of words of eight bytes. */

export class WordsTable {
  /** Bytes of the longest text. */
  readonly mostBytes: number;
  readonly #words: Float64Array;
  /** Words of a row: as many as the longest text needs, an even number. */
  readonly #stride: number;
  readonly #lengths: Uint16Array;

  /** @param texts UTF-8, of which no word is a NaN (drawn/words.ts) */
  constructor(texts: readonly Buffer[]) {
    this.mostBytes = texts.reduce((most, { length }) => Math.max(most, length), 0);
    this.#stride = 2 * Math.ceil(this.mostBytes / 16);
    this.#lengths = Uint16Array.from(texts, ({ length }) => length);
    this.#words = new Float64Array(this.#stride * texts.length);
    const bytes = new Uint8Array(this.#words.buffer);
    texts.forEach((text, row) => {
      bytes.set(text, row * this.#stride * 8);
    });
  }

  /** Two words a step; spoils up to fifteen bytes behind them. @returns where the next byte goes */
  copy(view: DataView, at: number, row: number): number {
    const words = this.#words;
    const length = this.#lengths[row] ?? 0;
    let w = row * this.#stride;
    for (let to = at; to < at + length; w += 2, to += 16) {
      view.setFloat64(to, words[w] ?? 0, true);
      view.setFloat64(to + 8, words[w + 1] ?? 0, true);
    }
    return at + length;
  }
}
