/** Bytes as text. */
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NotText, decoderFor, encodingOf } from '../../../../generator/replay/files/decode.ts';
import type { Encoding } from '../../../../generator/replay/files/decode.ts';

function decode(encoding: Encoding, bytes: Buffer, cuts: readonly number[], offset = 0): string {
  const decoder = decoderFor(encoding, offset);
  let text = '';
  let at = 0;
  for (const length of [...cuts, bytes.length]) {
    const block = Buffer.from(bytes.subarray(at, at + length));
    text += decoder.decode(block);
    block.fill(0x78); // the bytes may be overwritten afterwards
    at = Math.min(bytes.length, at + length);
  }
  return text + decoder.end();
}

const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });
const text = fc.string({ unit: 'grapheme', maxLength: 30 });

it('gives the text back, however the bytes are cut', () => {
  fc.assert(
    fc.property(text, cuts, (whole, lengths) => {
      expect(decode('utf-8', Buffer.from(whole), lengths)).toBe(whole);
      expect(decode('utf-16le', Buffer.from(whole, 'utf16le'), lengths)).toBe(whole);
      expect(decode('utf-16be', Buffer.from(whole, 'utf16le').swap16(), lengths)).toBe(whole);
    }),
  );
});

it('finds the very byte that is no UTF-8, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      text,
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      text,
      cuts,
      (before, wrong, after, lengths) => {
        const bytes = Buffer.concat([Buffer.from(before), wrong, Buffer.from(after)]);
        fc.pre(!isUtf8(bytes));
        let seen: unknown;
        try {
          decode('utf-8', bytes, lengths, 100);
        } catch (error) {
          seen = error;
        }
        expect(seen).toBeInstanceOf(NotText);
        const at = (seen as NotText).offset - 100;
        expect(isUtf8(bytes.subarray(0, at))).toBe(true);
        for (let end = at + 1; end <= Math.min(at + 4, bytes.length); end += 1) {
          expect(isUtf8(bytes.subarray(at, end))).toBe(false);
        }
      },
    ),
  );
});

it('a file that ends within a character is no text', () => {
  expect(() => decode('utf-8', Buffer.from('é').subarray(0, 1), [])).toThrow(NotText);
  expect(() => decode('utf-16le', Buffer.from([0x61]), [])).toThrow(NotText);
});

it('reads the byte order mark', () => {
  expect(encodingOf(Buffer.from('\ufeffa'))).toEqual({ encoding: 'utf-8', bom: 3 });
  expect(encodingOf(Buffer.from([0xff, 0xfe]))).toEqual({ encoding: 'utf-16le', bom: 2 });
  expect(encodingOf(Buffer.from([0xfe, 0xff]))).toEqual({ encoding: 'utf-16be', bom: 2 });
  expect(encodingOf(Buffer.from('a'))).toEqual({ encoding: 'utf-8', bom: 0 });
});
