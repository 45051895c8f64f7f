/**
 * LZ4 as Kafka's clients write it: the frame format ("LZ4 Frame Format Description" 1.6) around blocks ("LZ4 Block
 * Format Description"). Only read; checksums are not compared, as those of the batch and of TCP stand around them. No
 * kept library reads the frame format without a binary for each system.
 */
import { Inflated } from './inflated.ts';

const frameMagic = 0x184d2204;
const skippableMagic = 0x184d2a50;
/** Of the frame's first byte: what stands in its header and behind its blocks. */
const flag = { dictionary: 0x01, contentChecksum: 0x04, contentSize: 0x08, blockChecksum: 0x10 };
/** A block with this bit in its size is not compressed. */
const isStored = 0x80000000;
const leastMatch = 4;

/** @throws RangeError where the bytes are no LZ4 frames */
export function unlz4(bytes: Buffer): Buffer {
  const out = new Inflated(bytes.length * 3);
  for (let at = 0; at < bytes.length;) at = readFrame(bytes, at, out);
  return out.bytes();
}

/** @returns where the next frame begins */
function readFrame(bytes: Buffer, start: number, out: Inflated): number {
  const magic = bytes.readUInt32LE(start);
  // The last four bits of its magic number are free; its size stands behind it.
  if ((magic & 0xfffffff0) >>> 0 === skippableMagic) {
    return start + 8 + bytes.readUInt32LE(start + 4);
  }
  if (magic !== frameMagic) throw new RangeError('lz4: no frame begins here');
  const flags = bytes.readUInt8(start + 4);
  const has = (bit: number) => (flags & bit) !== 0;
  const header = 4 + 3 + (has(flag.contentSize) ? 8 : 0) + (has(flag.dictionary) ? 4 : 0);
  for (let at = start + header; ;) {
    const size = bytes.readUInt32LE(at);
    at += 4;
    if (size === 0) return at + (has(flag.contentChecksum) ? 4 : 0);
    const end = at + (size & ~isStored);
    if (end > bytes.length) throw new RangeError('lz4: a block is cut off');
    if (size >= isStored) out.append(bytes, at, end);
    else readBlock(bytes, { at, end }, out);
    at = end + (has(flag.blockChecksum) ? 4 : 0);
  }
}

/** Literals and matches in turns; the last ones are literals. */
function readBlock(bytes: Buffer, block: { at: number; end: number }, out: Inflated): void {
  let { at } = block;
  /** A length of 15 goes on in bytes, until one is not 255. */
  const length = (nibble: number): number => {
    let value = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; value += more) {
      more = bytes.readUInt8(at++);
    }
    return value;
  };
  while (at < block.end) {
    const token = bytes.readUInt8(at++);
    const literals = length(token >>> 4);
    out.append(bytes, at, at + literals);
    at += literals;
    if (at >= block.end) return;
    const distance = bytes.readUInt16LE(at);
    at += 2;
    out.repeat(distance, leastMatch + length(token & 15));
  }
}
