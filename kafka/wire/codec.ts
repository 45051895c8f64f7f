/** How the records of a batch are compressed. */
import zlib from 'node:zlib';
import type { GeneratorSettings } from '../../chain/definition/generatorSchema.ts';

export interface Codec {
  readonly name: 'none' | 'gzip' | 'zstd';
  /** The lowest three bits of a batch's attributes (Kafka's documentation, "Record Batch"). */
  readonly id: number;
  compress(records: Buffer): Buffer;
}

/** zstd came with Node 22.15; the types of the lowest Node do not know it. */
const { zstdCompressSync } = zlib as {
  zstdCompressSync?: (bytes: Buffer, options: { params: Record<number, number> }) => Buffer;
};
/** `ZSTD_c_compressionLevel` (zstd.h): half of gzip's time at level 1, for fewer bytes. */
const zstdLevel = { params: { 100: 1 } };

export const none: Codec = { name: 'none', id: 0, compress: (records) => records };
const gzip: Codec = {
  name: 'gzip',
  id: 1,
  compress: (records) => zlib.gzipSync(records, { level: 1 }),
};
const zstd: Codec | undefined = zstdCompressSync && {
  name: 'zstd',
  id: 4,
  compress: (records) => zstdCompressSync(records, zstdLevel),
};

/** The codec that a definition asks for, and what to say where it cannot be had. */
export function chooseCodec({
  compression,
  encoder,
}: Pick<GeneratorSettings, 'compression' | 'encoder'>): { codec: Codec; note?: string } {
  if (compression === 'none') return { codec: none };
  if (compression === 'gzip') return { codec: gzip };
  if (encoder === 'batch' && zstd !== undefined) return { codec: zstd };
  if (compression === 'auto') return { codec: gzip };
  const lacking =
    encoder === 'stock' ? 'the stock Kafka client' : `Node ${process.versions.node}, before 22.15,`;
  return { codec: gzip, note: `${lacking} cannot write zstd: readings are compressed with gzip` };
}
