/** The codec that a definition asks for. */
import type { GeneratorSettings } from '../../chain/definition/generatorSchema.ts';
import { gzip, none, zstd } from '../../kafka/wire/compression.ts';
import type { Codec } from '../../kafka/wire/compression.ts';

/** @returns the codec, and what to say where the one asked for cannot be had */
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
