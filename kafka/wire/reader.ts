/** Values of the Kafka protocol ("Protocol Primitive Types" in Kafka's documentation), read one after the other. */

/** A whole number of 64 bits; exact up to 2⁵³. */
export function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 4_294_967_296 + bytes.readUInt32BE(at + 4);
}

export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#past(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#past(4));
  }

  /** Exact up to 2⁵³. */
  int64(): number {
    return readInt64(this.#bytes, this.#past(8));
  }

  /** A string, or nothing where it is null. */
  string(): string | undefined {
    const length = this.int16();
    if (length < 0) return undefined;
    const from = this.#past(length);
    return this.#bytes.toString('utf8', from, this.#at);
  }

  /** Bytes with their length before them; not copied. */
  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    const from = this.#past(length);
    return this.#bytes.subarray(from, this.#at);
  }

  /** Each element as `read` gives it; `undefined` for a null array. */
  array<T>(read: () => T): T[] | undefined {
    const length = this.int32();
    return length < 0 ? undefined : Array.from({ length }, read);
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  /** @returns where the value of so many bytes begins */
  #past(bytes: number): number {
    const from = this.#at;
    this.#at += bytes;
    return from;
  }
}
