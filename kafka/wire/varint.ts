/** Whole numbers as the record format writes them: zig-zag, then seven bits a byte, the lowest first. */

/** Bytes of a number from 0 to 2³¹−1 as a varint. */
export function varintLength(value: number): number {
  if (value < 0x40) return 1;
  if (value < 0x2000) return 2;
  if (value < 0x10_0000) return 3;
  return value < 0x800_0000 ? 4 : 5;
}

/** Writes a number from 0 to 2³¹−1. @returns where the next byte goes */
export function writeVarint(view: DataView, at: number, value: number): number {
  let rest = (value << 1) >>> 0;
  while (rest >= 0x80) {
    view.setUint8(at++, (rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  view.setUint8(at++, rest);
  return at;
}

/** Where in which bytes a number is read. */
export interface Cursor {
  bytes: Buffer;
  at: number;
}

/** Reads a number of 32 bits, and moves the cursor behind it. */
export function readVarint(cursor: Cursor): number {
  const { bytes } = cursor;
  let byte = bytes[cursor.at++] ?? 0;
  let value = byte & 0x7f;
  for (let shift = 7; byte & 0x80; shift += 7) {
    byte = bytes[cursor.at++] ?? 0;
    value |= (byte & 0x7f) << shift;
  }
  return (value >>> 1) ^ -(value & 1);
}

/** The same of 64 bits, exact up to 2⁵³. */
export function readVarlong(cursor: Cursor): number {
  const { bytes } = cursor;
  let byte = bytes[cursor.at++] ?? 0;
  let value = byte & 0x7f;
  for (let scale = 128; byte & 0x80; scale *= 128) {
    byte = bytes[cursor.at++] ?? 0;
    value += (byte & 0x7f) * scale;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
