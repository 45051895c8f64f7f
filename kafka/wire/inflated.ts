/** Bytes that grow while they are decompressed, and repeat what they hold already. */

export class Inflated {
  #bytes: Buffer;
  #length = 0;

  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(64, expected));
  }

  /** @throws RangeError where the source ends before `end` */
  append(source: Buffer, start: number, end: number): void {
    if (end > source.length) throw new RangeError('the compressed bytes are cut off');
    this.#reserve(end - start);
    source.copy(this.#bytes, this.#length, start, end);
    this.#length += end - start;
  }

  /** So many bytes more, each as the one `distance` before it: they may be among those. */
  repeat(distance: number, count: number): void {
    if (distance < 1 || distance > this.#length)
      throw new RangeError('it repeats what is not there');
    this.#reserve(count);
    const bytes = this.#bytes;
    let at = this.#length;
    this.#length += count;
    if (distance >= count) bytes.copyWithin(at, at - distance, at - distance + count);
    else for (; at < this.#length; at++) bytes[at] = bytes[at - distance] as number;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
