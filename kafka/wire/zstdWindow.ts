/** Frames of zstd with a window that fits what they hold (RFC 8878, 3.1.1). */

const descriptorAt = 4;
const windowAt = 5;
/** A window descriptor's exponent counts from here; its mantissa is left at 0. */
const leastLog = 10;
/** Whatever the window, no block holds more. */
const mostBlockLog = 17;
/** By the lowest two bits of the descriptor. */
const dictionaryBytes = [0, 1, 2, 4];
/** Of the descriptor: the content's size is told, or its one segment is the window. */
const isSized = 0b1110_0000;
const runLength = 1;

/**
 * Kafka's clients write frames of a few hundred bytes with a window of megabytes, which a decoder makes room for, and moves
 * with each block. No block reaches further back than the frame's own beginning.
 * @returns the frame, or a copy with a smaller window; unchanged also where it is damaged, or tells its content's size
 */
export function withLeastWindow(frame: Buffer): Buffer {
  const [flags = 0, window = 0] = frame.subarray(descriptorAt, windowAt + 1);
  const blocks = (flags & isSized) === 0 ? countBlocks(frame, flags) : undefined;
  if (blocks === undefined) return frame;
  const least = (Math.ceil(Math.log2(blocks)) + mostBlockLog - leastLog) << 3;
  if (window <= least) return frame;
  const smaller = Buffer.from(frame);
  smaller[windowAt] = least;
  return smaller;
}

/** @returns how many they are; `undefined` where the last one is missing */
function countBlocks(frame: Buffer, flags: number): number | undefined {
  let count = 0;
  for (let at = windowAt + 1 + (dictionaryBytes[flags & 3] ?? 0); at + 3 <= frame.length;) {
    const header = frame.readUIntLE(at, 3);
    const type = (header >> 1) & 3;
    count += 1;
    if ((header & 1) === 1) return count;
    at += 3 + (type === runLength ? 1 : header >> 3);
  }
  return undefined;
}
