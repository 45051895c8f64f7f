/**
 * A set of output rows that were seen, by a 63-bit hash of batch and row id: 8 bytes a slot, at most half of the slots used.
 * Two different rows of ten million fall together with a probability of about 10⁻⁵ (birthday bound n²/2⁶⁴).
 */
export class RowSet {
  size = 0;
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);

  /** True when the row was not seen before. */
  add(batch: number, row: Buffer): boolean {
    const [high, low] = hashRow(batch, row);
    if (!this.#insert(high, low)) return false;
    this.size += 1;
    if (this.size * 2 > this.#high.length) this.#grow();
    return true;
  }

  #insert(high: number, low: number): boolean {
    const mask = this.#high.length - 1;
    for (let at = high & mask; ; at = (at + 1) & mask) {
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

/**
 * Two 32-bit hashes of different constants, crossed at the end (cyrb53's scheme), of the batch as four bytes and then the
 * row: each byte is multiplied away before the next one comes, so that no two of them cancel out. Never (0, 0), which
 * marks a free slot.
 */
export function hashRow(batch: number, row: Buffer): [high: number, low: number] {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  const mix = (byte: number) => {
    high = Math.imul(high ^ byte, 0x9e3779b1);
    low = Math.imul(low ^ byte, 0x5f356495);
    high ^= high >>> 15;
    low ^= low >>> 13;
  };
  for (let shift = 0; shift < 32; shift += 8) mix((batch >>> shift) & 0xff);
  for (const byte of row) mix(byte);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return [(high ^ (high >>> 16)) >>> 0, ((low ^ (low >>> 16)) | 1) >>> 0];
}
