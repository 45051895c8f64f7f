package dev.courant.runner.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/**
 * Ids of the rows that one task of a batch writes: the same row of a replayed batch gets the same id, and no two
 * rows of a batch share one.
 */
final class RowIds {
  private final int task;
  private final Map<Long, Integer> seen = new HashMap<>();
  private String lastOrigin = "";
  private int repeated;

  RowIds(int task) {
    this.task = task;
  }

  /** By the reading it comes from; a reading that makes several rows ({@code explode}) numbers them. */
  String byOrigin(String origin) {
    repeated = origin.equals(lastOrigin) ? repeated + 1 : 0;
    lastOrigin = origin;
    return numbered(origin, repeated);
  }

  /**
   * By content, and the how-many-eth of equal rows: behind a shuffle or a state store a replay meets the same rows
   * in the same task, but maybe in another order.
   */
  String byContent(byte[] key, byte[] value) {
    long hash = hash(value, key == null ? 0 : hash(key, 42));
    return numbered(task + "-" + Long.toHexString(hash), seen.merge(hash, 1, Integer::sum) - 1);
  }

  private static String numbered(String id, int earlier) {
    return earlier == 0 ? id : id + "-" + earlier;
  }

  private static long hash(byte[] bytes, long seed) {
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, seed);
  }
}
