package dev.courant.runner.kafka;

import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/** A row's content as one number. */
final class RowHash {
  private RowHash() {}

  /** @param key may be {@code null} */
  static long of(byte[] key, byte[] value) {
    return hash(value, key == null ? 0 : hash(key, 42));
  }

  private static long hash(byte[] bytes, long seed) {
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, seed);
  }
}
