/** Compression of a batch's records: written as Node itself has it; every kind that Kafka has is read, on every Node. */
import zlib from 'node:zlib';
import { decompress as zstdInJavaScript } from 'fzstd';
import { CourantError } from '../../chain/errors.ts';
import { attributeBits } from './batchHeader.ts';
import { unlz4 } from './lz4.ts';
import { unsnappy } from './snappy.ts';
import { withLeastWindow } from './zstdWindow.ts';

/** The lowest three bits of a batch's attributes ("Record Batch" in Kafka's documentation). */
const ids = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** One that batches can be written with. */
export interface Codec {
  readonly name: keyof typeof ids;
  readonly id: number;
  compress(records: Buffer): Buffer;
}

/** zstd came with Node 22.15; the types of the lowest Node do not know it. */
const { zstdCompressSync, zstdDecompressSync } = zlib as {
  zstdCompressSync?: (bytes: Buffer, options: { params: Record<number, number> }) => Buffer;
  zstdDecompressSync?: (bytes: Buffer) => Buffer;
};
/** `ZSTD_c_compressionLevel` (zstd.h): half of gzip's time at level 1, for fewer bytes. */
const zstdLevel = { params: { 100: 1 } };

export const none: Codec = { name: 'none', id: ids.none, compress: (records) => records };
export const gzip: Codec = {
  name: 'gzip',
  id: ids.gzip,
  compress: (records) => zlib.gzipSync(records, { level: 1 }),
};
/** Absent on a Node that cannot write it. */
export const zstd: Codec | undefined = zstdCompressSync && {
  name: 'zstd',
  id: ids.zstd,
  compress: (records) => zstdCompressSync(records, zstdLevel),
};

/**
 * The records of a batch, decompressed.
 * @param attributes of the batch, which tell the codec
 * @throws CourantError COURANT_TOOL_MISSING for a codec that came after Kafka 4
 */
export function decompress(attributes: number, bytes: Buffer): Buffer {
  const id = attributes & attributeBits.codec;
  if (id === ids.none) return bytes;
  if (id === ids.gzip) return zlib.gunzipSync(bytes);
  if (id === ids.zstd) return unzstd(bytes);
  if (id === ids.lz4) return unlz4(bytes);
  if (id === ids.snappy) return unsnappy(bytes);
  throw unreadable(id);
}

/** Whoever reads may be older than who wrote: a generator in its image writes zstd, and a user's Node 20 reads it. */
function unzstd(bytes: Buffer): Buffer {
  if (zstdDecompressSync) return zstdDecompressSync(bytes);
  const { buffer, byteOffset, length } = zstdInJavaScript(withLeastWindow(bytes));
  return Buffer.from(buffer, byteOffset, length);
}

function unreadable(id: number): CourantError {
  return new CourantError({
    code: 'COURANT_TOOL_MISSING',
    message: `records are compressed with codec ${id}, which courant cannot read`,
    hint: 'write with compression.type none, gzip, snappy, lz4 or zstd',
  });
}
