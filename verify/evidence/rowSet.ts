/**
 * A set of output rows that were seen, by a 64-bit hash of batch and row id: 8 bytes a slot, at most half of the slots used.
 * Two different rows of ten million fall together with a probability below 10⁻⁵ (birthday bound n²/2⁶⁵).
 */
export class RowSet {
  size = 0;
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);

  /** True when the row was not seen before. */
  add(batch: number, row: Buffer): boolean {
    const [high, low] = hash(batch, row);
    if (!this.#insert(high, low)) return false;
    this.size += 1;
    if (this.size * 2 > this.#high.length) this.#grow();
    return true;
  }

  #insert(high: number, low: number): boolean {
    const mask = this.#high.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      if (this.#high[at] === 0 && this.#low[at] === 0) {
        this.#high[at] = high;
        this.#low[at] = low;
        return true;
      }
      if (this.#high[at] === high && this.#low[at] === low) return false;
    }
  }

  #grow(): void {
    const [high, low] = [this.#high, this.#low];
    this.#high = new Uint32Array(high.length * 2);
    this.#low = new Uint32Array(low.length * 2);
    for (let at = 0; at < high.length; at++) {
      const [h, l] = [high[at] as number, low[at] as number];
      if (h !== 0 || l !== 0) this.#insert(h, l);
    }
  }
}

/** Two 32-bit multiply-xorshift hashes of different constants; never (0, 0), which marks a free slot. */
function hash(batch: number, row: Buffer): [number, number] {
  let high = (batch ^ 0x9e3779b9) | 0;
  let low = (Math.imul(batch, 0x85ebca6b) ^ 0x7f4a7c15) | 0;
  for (const byte of row) {
    high = Math.imul(high ^ byte, 0x5bd1e995);
    high ^= high >>> 15;
    low = Math.imul(low ^ byte, 0xcc9e2d51);
    low = (low << 13) | (low >>> 19);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b);
  low = Math.imul(low ^ (low >>> 16), 0xc2b2ae35);
  return [(high ^ (high >>> 13)) >>> 0, ((low ^ (low >>> 13)) | 1) >>> 0];
}
