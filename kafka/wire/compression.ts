/** Codecs of record batches: as Node itself has them, and zstd on every Node. */
import zlib from 'node:zlib';
import { decompress as zstdInJavaScript } from 'fzstd';
import { CourantError } from '../../chain/errors.ts';

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
  if (codec === 4) return unzstd(bytes);
  throw unreadable(codec);
}

/** Whoever reads may be older than who wrote: a generator in its image writes zstd, and a user's Node 20 reads it. */
function unzstd(bytes: Buffer): Buffer {
  if (zstd.zstdDecompressSync) return zstd.zstdDecompressSync(bytes);
  const { buffer, byteOffset, length } = zstdInJavaScript(bytes);
  return Buffer.from(buffer, byteOffset, length);
}

function unreadable(codec: number): CourantError {
  const name = codecs[codec] ?? `codec ${codec}`;
  return new CourantError({
    code: 'COURANT_TOOL_MISSING',
    message: `records are compressed with ${name}, which Node ${process.versions.node} cannot read`,
    hint: 'write with compression.type none, gzip or zstd',
  });
}
