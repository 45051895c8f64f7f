import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
// kafkajs's own encoder: what any client of it writes must be read back.
// @ts-expect-error kafkajs declares no types for its internals
import { RecordBatch } from 'kafkajs/src/protocol/recordBatch/v0/index.js';
// @ts-expect-error kafkajs declares no types for its internals
import Record from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import { nextOffsetOf, visitRecords } from '../../../kafka/wire/recordView.ts';
import { attributeBits, headerAt } from '../../../kafka/wire/batchHeader.ts';
import { decompress } from '../../../kafka/wire/compression.ts';
import type { TopicRecord } from '../../../kafka/records.ts';

interface Given {
  readonly key: string | null;
  readonly value: string | null;
  readonly timestampMs: number;
  readonly headers: { [name: string]: string };
}

async function encode(baseOffset: number, given: readonly Given[], compression = 0) {
  const first = given[0]!.timestampMs;
  const records = given.map(({ timestampMs, ...rest }, offsetDelta) =>
    (Record as (fields: object) => object)({
      ...rest,
      offsetDelta,
      timestampDelta: timestampMs - first,
    }),
  );
  const encoder = await (RecordBatch as (fields: object) => Promise<{ buffer: Buffer }>)({
    compression,
    firstTimestamp: first,
    maxTimestamp: first,
    lastOffsetDelta: given.length - 1,
    records,
  });
  const bytes = Buffer.from(encoder.buffer);
  bytes.writeBigInt64BE(BigInt(baseOffset), 0);
  return bytes;
}

/** The same text by zstd level 1, by level 19, and by Kafka's Java client (a frame without its content's size). */
const zstdFrames = [
  'KLUv/WDyAl0BACQCYSByZWFkaW5nIGxpa2UgdGhlIG90aGVyIG5kIGFuIGVuZAEANedqjgE=',
  'KLUv/WDyAj0BACJCBwzQPVXJjJD8AqAIawFx99B40ZNXT9ZFVjkFGAsBAQA152qOAQ==',
  'KLUv/QBYXQEAJAJhIHJlYWRpbmcgbGlrZSB0aGUgb3RoZXIgbmQgYW4gZW5kAQA152qOAQ==',
];

function decode(block: Buffer, start = 0, end = Number.MAX_SAFE_INTEGER): TopicRecord[] {
  const records: TopicRecord[] = [];
  visitRecords(block, { topic: 't', partition: 3, start, end }, (r) => records.push(r.toRecord()));
  return records;
}

const given: fc.Arbitrary<Given> = fc.record({
  key: fc.option(fc.string({ maxLength: 200 })),
  value: fc.option(fc.string({ unit: 'binary', maxLength: 200 })),
  timestampMs: fc.integer({ min: 1.5e12, max: 1.5e12 + 2 ** 40 }),
  headers: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.string({ maxLength: 40 })),
});

describe('record batches', () => {
  it('are read as kafkajs writes them, plain and gzip, cut to the offsets asked for', async () => {
    const batches = fc.array(fc.array(given, { minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.constantFrom(0, 1),
        fc.nat(2 ** 33),
        fc.nat(20),
        async (all, codec, base, skip) => {
          const blocks: Buffer[] = [];
          let offset = base;
          for (const batch of all) {
            blocks.push(await encode(offset, batch, codec));
            offset += batch.length;
          }
          const block = Buffer.concat(blocks);
          expect(nextOffsetOf(block)).toBe(offset);
          const expected = all
            .flat()
            .map((r, i) => ({ ...r, offset: base + i }))
            .slice(skip);
          const read = decode(block, base + skip).map((r) => ({
            offset: r.offset,
            key: r.key?.toString() ?? null,
            value: r.value?.toString() ?? null,
            timestampMs: r.timestampMs,
            headers: Object.fromEntries(
              Object.entries(r.headers).map(([k, v]) => [k, v.toString()]),
            ),
          }));
          expect(read).toEqual(expected.map((r) => ({ ...r, headers: { ...r.headers } })));
          expect(decode(block, 0, base + 1)).toHaveLength(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are left for the next fetch where the block ends within one', async () => {
    const one = { key: 'k', value: 'v', timestampMs: 1, headers: {} };
    const block = Buffer.concat([await encode(0, [one, one]), await encode(2, [one])]);
    for (let cut = 1; cut < 60; cut++) {
      const short = block.subarray(0, block.length - cut);
      expect(nextOffsetOf(short)).toBe(2);
      expect(decode(short)).toHaveLength(2);
    }
    expect(nextOffsetOf(block.subarray(0, 30))).toBeUndefined();
  });

  it('of a transaction’s marker hold no records', async () => {
    const block = await encode(5, [{ key: 'k', value: 'v', timestampMs: 1, headers: {} }]);
    block.writeInt16BE(attributeBits.control, headerAt.attributes);
    expect(decode(block)).toEqual([]);
    expect(nextOffsetOf(block)).toBe(6);
  });

  it('of an unreadable codec or format say so', async () => {
    const block = await encode(0, [{ key: 'k', value: 'v', timestampMs: 1, headers: {} }]);
    block.writeInt16BE(5, headerAt.attributes);
    expect(() => decode(block)).toThrow(/codec 5/);
    block.writeInt8(1, headerAt.magic);
    expect(() => decode(block)).toThrow(/format 1/);
  });

  it('of zstd are read on every Node: as zstd itself and as Kafka’s Java client write it', () => {
    const text = `${'a reading like the other '.repeat(40)}and an end`;
    for (const frame of zstdFrames) {
      expect(decompress(4, Buffer.from(frame, 'base64')).toString()).toBe(text);
    }
  });
});
