/** Values of the Kafka protocol ("Protocol Primitive Types" in Kafka's documentation), written; kafka/wire/reader.ts reads them. */

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
