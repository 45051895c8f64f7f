import { expect, it } from 'vitest';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import { readVarint, varintLength, writeVarint } from '../../../kafka/wire/varint.ts';

it.each([
  0,
  63,
  64,
  8_191,
  8_192,
  2 ** 20 - 1,
  2 ** 20,
  2 ** 27 - 1,
  2 ** 27,
  2 ** 30,
  2 ** 31 - 1,
])('writes %i as kafkajs does, and reads it again', (value) => {
  const bytes = Buffer.alloc(8);
  const end = writeVarint(new DataView(bytes.buffer, bytes.byteOffset, 8), 0, value);
  expect(end).toBe(varintLength(value));
  expect(bytes.subarray(0, end)).toEqual(new Encoder(8).writeVarInt(value).buffer);
  expect(readVarint({ bytes, at: 0 })).toBe(value);
});
