/** The partition of a key: the same as Kafka's own clients choose. */

/**
 * MurmurHash2, 32 bit, with the seed and the byte order of Apache Kafka
 * (`org.apache.kafka.common.utils.Utils.murmur2`). The result is signed, as in Java.
 */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  let h = 0x9747b28c ^ length;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    let k = at(bytes, i) | (at(bytes, i + 1) << 8) | (at(bytes, i + 2) << 16);
    k = Math.imul(k | (at(bytes, i + 3) << 24), multiplier);
    h = Math.imul(h, multiplier) ^ Math.imul(k ^ (k >>> 24), multiplier);
  }
  if (i < length) {
    for (let byte = length - 1; byte >= i; byte--) h ^= at(bytes, byte) << (8 * (byte - i));
    h = Math.imul(h, multiplier);
  }
  h = Math.imul(h ^ (h >>> 13), multiplier);
  return h ^ (h >>> 15);
}

const multiplier = 0x5bd1e995;

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/**
 * The partition of a record with this key: the hash without its sign, modulo the number of partitions
 * (`org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey`).
 */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}
