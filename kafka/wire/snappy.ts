/**
 * Snappy as Kafka's clients write it: the raw format ("Snappy compressed format description") by itself, or in chunks as
 * snappy-java frames them (SnappyCodec: a header of 16 bytes, then each chunk behind its length). Only read.
 */
import { Inflated } from './inflated.ts';

const javaMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const javaHeaderBytes = 16;

/** @throws RangeError where the bytes are not Snappy's */
export function unsnappy(bytes: Buffer): Buffer {
  const out = new Inflated(bytes.length * 3);
  if (!bytes.subarray(0, javaMagic.length).equals(javaMagic)) readRaw(bytes, 0, bytes.length, out);
  else {
    for (let at = javaHeaderBytes; at < bytes.length;) {
      const [start, end] = [at + 4, at + 4 + bytes.readUInt32BE(at)];
      if (end > bytes.length) throw new RangeError('snappy: a chunk is cut off');
      readRaw(bytes, start, end, out);
      at = end;
    }
  }
  return out.bytes();
}

/** The length of it all as a varint, then elements: the two lowest bits of the first byte tell the kind. */
function readRaw(bytes: Buffer, start: number, end: number, out: Inflated): void {
  let at = start;
  while (bytes.readUInt8(at++) >= 0x80);
  while (at < end) {
    const tag = bytes.readUInt8(at++);
    const kind = tag & 3;
    if (kind === 0) at = readLiteral(bytes, at, tag >>> 2, out);
    else if (kind === 1) {
      out.repeat(((tag >>> 5) << 8) | bytes.readUInt8(at), 4 + ((tag >>> 2) & 7));
      at += 1;
    } else {
      const size = kind === 2 ? 2 : 4;
      out.repeat(bytes.readUIntLE(at, size), (tag >>> 2) + 1);
      at += size;
    }
  }
}

/** Lengths of 61 and more stand in the one to four bytes behind the tag. @returns where the next element begins */
function readLiteral(bytes: Buffer, at: number, length: number, out: Inflated): number {
  const sizeBytes = Math.max(0, length - 59);
  const size = sizeBytes === 0 ? length + 1 : bytes.readUIntLE(at, sizeBytes) + 1;
  const from = at + sizeBytes;
  out.append(bytes, from, from + size);
  return from + size;
}
