/** Values of the Kafka protocol ("Protocol Primitive Types" in Kafka's documentation), read and written. */

export class WireReader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#past(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#past(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#past(4));
  }

  /** A string, or nothing where it is null. */
  string(): string | undefined {
    const length = this.int16();
    if (length < 0) return undefined;
    const from = this.#past(length);
    return this.#bytes.toString('utf8', from, this.at);
  }

  /** Bytes with their length before them; not copied. */
  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    const from = this.#past(length);
    return this.#bytes.subarray(from, this.at);
  }

  /** Each element as `read` gives it; `undefined` for a null array. */
  array<T>(read: () => T): T[] | undefined {
    const length = this.int32();
    return length < 0 ? undefined : Array.from({ length }, read);
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  /** @returns where the value of so many bytes begins */
  #past(bytes: number): number {
    const from = this.at;
    this.at += bytes;
    return from;
  }
}

/** Each method returns the writer, so that an answer reads as its table in Kafka's documentation. */
export class WireWriter {
  #bytes = Buffer.alloc(256);
  #end = 0;

  int8(value: number): this {
    const at = this.#grow(1);
    this.#bytes.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.#grow(2);
    this.#bytes.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#grow(4);
    this.#bytes.writeInt32BE(value, at);
    return this;
  }

  int64(value: number): this {
    const at = this.#grow(8);
    this.#bytes.writeBigInt64BE(BigInt(value), at);
    return this;
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const length = Buffer.byteLength(value);
    const at = this.int16(length).#grow(length);
    this.#bytes.write(value, at);
    return this;
  }

  array<T>(values: readonly T[], write: (value: T) => void): this {
    this.int32(values.length);
    for (const value of values) write(value);
    return this;
  }

  /** What was written, with its length before it. */
  framed(): Buffer {
    const frame = Buffer.alloc(4 + this.#end);
    frame.writeInt32BE(this.#end, 0);
    this.#bytes.copy(frame, 4, 0, this.#end);
    return frame;
  }

  #grow(bytes: number): number {
    const at = this.#end;
    this.#end += bytes;
    if (this.#end > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(Math.max(bytes, this.#bytes.length))]);
    }
    return at;
  }
}

/** Puts the pieces that a socket gives together to whole requests. */
export class FrameReader {
  #bytes = Buffer.allocUnsafe(2 ** 20);
  #end = 0;

  /** @param onFrame gets a request without its length; valid only during the call */
  push(piece: Buffer, onFrame: (frame: Buffer) => void): void {
    this.#append(piece);
    let at = 0;
    while (this.#end - at >= 4) {
      const next = at + 4 + this.#bytes.readInt32BE(at);
      if (next > this.#end) break;
      onFrame(this.#bytes.subarray(at + 4, next));
      at = next;
    }
    if (at === 0) return;
    this.#bytes.copyWithin(0, at, this.#end);
    this.#end -= at;
  }

  #append(piece: Buffer): void {
    if (this.#end + piece.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (this.#end + piece.length));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    piece.copy(this.#bytes, this.#end);
    this.#end += piece.length;
  }
}
