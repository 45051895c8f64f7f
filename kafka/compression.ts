/** Codecs of record batches, as Node itself has them. */
import zlib from 'node:zlib';
import { CourantError } from '../chain/errors.ts';

const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** zstd came with Node 22.15; the types of the lowest Node do not know it. */
const zstd = zlib as { zstdDecompressSync?: (bytes: Buffer) => Buffer };

/**
 * The records of a batch, decompressed.
 * @param codec the lowest three bits of the batch's attributes
 * @throws CourantError COURANT_TOOL_MISSING for a codec that this Node cannot read
 */
export function decompress(codec: number, bytes: Buffer): Buffer {
  if (codec === 0) return bytes;
  if (codec === 1) return zlib.gunzipSync(bytes);
  if (codec === 4 && zstd.zstdDecompressSync) return zstd.zstdDecompressSync(bytes);
  throw unreadable(codec);
}

function unreadable(codec: number): CourantError {
  const name = codecs[codec] ?? `codec ${codec}`;
  return new CourantError({
    code: 'COURANT_TOOL_MISSING',
    message: `records are compressed with ${name}, which Node ${process.versions.node} cannot read`,
    hint:
      name === 'zstd'
        ? 'use Node 22.15 or later, or write with compression.type=gzip'
        : 'write with compression.type none, gzip or zstd',
  });
}
