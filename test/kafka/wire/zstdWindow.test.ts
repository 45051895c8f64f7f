/** A window that fits what a frame holds: the same bytes come out, from less room. */
import fc from 'fast-check';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import { withLeastWindow } from '../../../kafka/wire/zstdWindow.ts';

const mostOfABlock = 131_072;
/** Two megabytes, as Kafka's Java client has it. */
const twoMegabytes = 0x58;

/** Raw bytes, or one byte many times (RFC 8878, 3.1.1.2). */
type Block = Buffer | { readonly byte: number; readonly times: number };

const blocks: fc.Arbitrary<Block[]> = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.record({ byte: fc.nat(255), times: fc.nat(mostOfABlock) }),
  ),
  { minLength: 1, maxLength: 9 },
);

function frameOf(given: readonly Block[], window = twoMegabytes): Buffer {
  const encoded = given.map((block, at) => {
    const isRaw = Buffer.isBuffer(block);
    const header = Buffer.alloc(3);
    const size = isRaw ? block.length : block.times;
    header.writeUIntLE((size << 3) | (isRaw ? 0 : 2) | (at === given.length - 1 ? 1 : 0), 0, 3);
    return Buffer.concat([header, isRaw ? block : Buffer.of(block.byte)]);
  });
  return Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, window), ...encoded]);
}

function contentOf(given: readonly Block[]): Buffer {
  const parts = given.map((block) =>
    Buffer.isBuffer(block) ? block : Buffer.alloc(block.times, block.byte),
  );
  return Buffer.concat(parts);
}

/** As RFC 8878, 3.1.1.1.2 has it, for a descriptor without a mantissa. */
const windowOf = (frame: Buffer): number => 2 ** (10 + (frame[5]! >> 3));

describe('a frame of zstd', () => {
  it('holds the same with a window that is no larger than its blocks need', () => {
    fc.assert(
      fc.property(blocks, (given) => {
        const small = withLeastWindow(frameOf(given));
        expect(Buffer.from(decompress(small)).equals(contentOf(given))).toBe(true);
        expect(windowOf(small)).toBeGreaterThanOrEqual(given.length * mostOfABlock);
        expect(windowOf(small)).toBeLessThan(2 * given.length * mostOfABlock);
      }),
    );
  });

  it('with a window that is small already, with its size told, or cut off, is left as it is', () => {
    const small = frameOf([Buffer.from('a'), Buffer.from('b')], 0x38);
    const sized = Buffer.from(frameOf([Buffer.from('a')]));
    sized[4] = 0x40;
    const cut = frameOf([Buffer.from('a'), Buffer.from('b')]).subarray(0, 12);
    for (const frame of [small, sized, cut, Buffer.alloc(0)])
      expect(withLeastWindow(frame)).toBe(frame);
  });
});
