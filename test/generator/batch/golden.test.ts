/** Our batches against kafkajs's own encoder, byte for byte, and against our own reader. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
// @ts-expect-error kafkajs declares no types for its internals
import { RecordBatch } from 'kafkajs/src/protocol/recordBatch/v0/index.js';
// @ts-expect-error kafkajs declares no types for its internals
import Record from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import { chooseCodec } from '../../../generator/batch/chooseCodec.ts';
import { none } from '../../../kafka/wire/compression.ts';
import type { Codec } from '../../../kafka/wire/compression.ts';
import { crc32c } from '../../../kafka/wire/crc32c.ts';
import { OpenBatch } from '../../../generator/batch/openBatch.ts';
import { RecordWriter } from '../../../generator/batch/record.ts';
import { SealedBatch } from '../../../generator/batch/sealedBatch.ts';
import { halves } from '../../../generator/batch/split.ts';
import { nextOffsetOf, visitRecords } from '../../../kafka/wire/recordView.ts';
import type { TopicRecord } from '../../../kafka/records.ts';

interface Given {
  readonly key: string;
  readonly value: string;
  readonly seq: number;
  /** Ms after the record before. */
  readonly stepMs: number;
}

/** As it is sent. */
function bytesOf(batch: SealedBatch, as = stamp): Buffer {
  return Buffer.concat(batch.stamped(as));
}

const startMs = Date.UTC(2026, 2, 1);
const stamp = { producerId: 2n ** 40n + 7n, producerEpoch: 3, baseSequence: 2 ** 30 + 1 };

function seal(given: readonly Given[], producer: string, codec: Codec = none): SealedBatch {
  const writer = new RecordWriter(producer);
  const open = new OpenBatch(2 ** 20);
  let nowMs = startMs;
  for (const { key, value, seq, stepMs } of given) {
    nowMs += stepMs;
    open.stamp(nowMs);
    const record = { key: Buffer.from(key), value: Buffer.from(value), seq, eventTimeMs: nowMs };
    writer.write(open, record);
  }
  return new SealedBatch(open, { partition: 0, firstSeq: given[0]!.seq, codec });
}

/** What kafkajs makes of the same records. */
async function stock(given: readonly Given[], producer: string): Promise<Buffer> {
  let nowMs = startMs;
  const times = given.map(({ stepMs }) => (nowMs += stepMs));
  const records = given.map(({ key, value, seq }, offsetDelta) =>
    (Record as (fields: object) => object)({
      key: Buffer.from(key),
      value: Buffer.from(value),
      headers: { producer, seq: String(seq) },
      offsetDelta,
      timestampDelta: times[offsetDelta]! - times[0]!,
    }),
  );
  const encoder = await (RecordBatch as (fields: object) => Promise<{ buffer: Buffer }>)({
    firstTimestamp: times[0],
    maxTimestamp: times.at(-1),
    lastOffsetDelta: given.length - 1,
    producerId: String(stamp.producerId),
    producerEpoch: stamp.producerEpoch,
    firstSequence: stamp.baseSequence,
    records,
  });
  return Buffer.from(encoder.buffer);
}

function read(block: Buffer): TopicRecord[] {
  const records: TopicRecord[] = [];
  const bounds = { topic: 't', partition: 0, start: 0, end: Number.MAX_SAFE_INTEGER };
  visitRecords(block, bounds, (record) => records.push(record.toRecord()));
  return records;
}

/** Sequence numbers grow; some are left out on purpose. */
const givens = (most: number): fc.Arbitrary<Given[]> =>
  fc
    .array(
      fc.record({
        key: fc.string({ maxLength: 200 }),
        value: fc.string({ unit: 'binary', maxLength: 300 }),
        seq: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 3 })),
        stepMs: fc.oneof(fc.constant(0), fc.nat(5), fc.nat(2 ** 24)),
      }),
      { minLength: 1, maxLength: most },
    )
    .chain((records) =>
      fc.constantFrom(0, 100, 2 ** 31, 2 ** 45).map((base) => {
        let seq = base;
        return records.map((record) => ({ ...record, seq: (seq += record.seq) }));
      }),
    );

it.each([
  ['123456789', 0xe3069283],
  ['', 0],
  ['a', 0xc1d04330],
  [Buffer.alloc(32), 0x8a9136aa],
  [Buffer.alloc(32, 0xff), 0x62a8ab43],
  [Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
])('the checksum of %j is that of RFC 3720', (bytes, expected) => {
  const offset = Buffer.concat([Buffer.alloc(5), Buffer.from(bytes)]).subarray(5);
  expect(crc32c(Buffer.from(bytes))).toBe(expected);
  expect(crc32c(offset)).toBe(expected);
});

it('the checksum does not depend on where the bytes lie', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(16), (bytes, shift) => {
      let crc = -1;
      for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
      }
      const moved = new Uint8Array(bytes.length + shift);
      moved.set(bytes, shift);
      expect(crc32c(moved, shift)).toBe(~crc >>> 0);
    }),
  );
});

it('batches equal those of the stock encoder byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(givens(40), fc.string({ maxLength: 150 }), async (given, producer) => {
      const ours = bytesOf(seal(given, producer));
      expect(ours.equals(await stock(given, producer))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it('so does one of thousands of records', async () => {
  const given = Array.from({ length: 3_000 }, (_, seq) => {
    return { key: `sensor-${seq % 7}`, value: `{"n":${seq}}`, seq, stepMs: seq % 3 };
  });
  expect(bytesOf(seal(given, 'p')).equals(await stock(given, 'p'))).toBe(true);
});

it.each([
  ['none', none],
  ['gzip', chooseCodec({ compression: 'gzip', encoder: 'batch' }).codec],
  ['zstd, or what this Node has', chooseCodec({ compression: 'auto', encoder: 'batch' }).codec],
])('batches are read back, compression %s', (_, codec) => {
  fc.assert(
    fc.property(givens(60), (given) => {
      const batch = seal(given, 'p', codec);
      const bytes = bytesOf(batch);
      expect(nextOffsetOf(bytes)).toBe(given.length);
      expect(bytes.readUInt32BE(17)).toBe(crc32c(bytes, 21));
      expect(bytes.length).toBe(batch.bytes);
      expect(batch.count + batch.withheld).toBe(given.at(-1)!.seq - given[0]!.seq + 1);
      expect(
        read(bytes).map(({ key, value, headers }) => [
          key?.toString(),
          value?.toString(),
          headers['producer']?.toString(),
          headers['seq']?.toString(),
        ]),
      ).toEqual(given.map(({ key, value, seq }) => [key, value, 'p', String(seq)]));
    }),
    { numRuns: 60 },
  );
});

it('a batch in two halves says the same and answers for the same numbers', () => {
  fc.assert(
    fc.property(givens(60), (given) => {
      const whole = seal(given, 'p');
      const parts = halves(whole);
      if (parts === undefined) {
        expect(given).toHaveLength(1);
        return;
      }
      const content = (batch: SealedBatch) =>
        read(bytesOf(batch)).map((record) => ({ ...record, offset: 0 }));
      expect(parts.flatMap(content)).toEqual(content(whole));
      const [first, second] = parts;
      expect(first.seqs[0]).toBe(whole.seqs[0]);
      expect(second.seqs).toEqual([first.seqs[1] + 1, whole.seqs[1]]);
      expect(first.withheld + second.withheld).toBe(whole.withheld);
      expect(first.count).toBe(Math.ceil(given.length / 2));
    }),
    { numRuns: 100 },
  );
});

it('a new producer changes the stamp and the checksum, and nothing else', () => {
  const batch = seal([{ key: 'k', value: 'v', seq: 4, stepMs: 0 }], 'p');
  const before = bytesOf(batch);
  expect(bytesOf(batch).equals(before)).toBe(true);
  const after = bytesOf(batch, { producerId: 9n, producerEpoch: 0, baseSequence: 0 });
  expect(after.readBigInt64BE(43)).toBe(9n);
  expect(after.readUInt32BE(17)).toBe(crc32c(after, 21));
  for (const bytes of [before, after]) bytes.fill(0, 17, 21).fill(0, 43, 57);
  expect(after.equals(before)).toBe(true);
});
