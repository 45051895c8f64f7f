package dev.courant.runner.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.sql.catalyst.expressions.XXH64;

/**
 * Ids of the rows that one task of a batch writes: the same row of a replayed batch gets the same id, and no two
 * rows of a batch share one.
 */
interface RowIds {
  String next(byte[] key, byte[] value);

  /**
   * Counts: for plans whose rows come in the order of the input's offsets, where a replay meets them in the same
   * order, even if it computes other values ({@code rand()}).
   */
  static RowIds byPosition(int task) {
    return new RowIds() {
      private long position;

      @Override
      public String next(byte[] key, byte[] value) {
        return task + "-" + position++;
      }
    };
  }

  /**
   * By content, and the how-many-eth of equal rows: behind a shuffle or a state store a replay may meet the same
   * rows in another order.
   */
  static RowIds byContent(int task) {
    return new RowIds() {
      private final Map<Long, Integer> seen = new HashMap<>();

      @Override
      public String next(byte[] key, byte[] value) {
        long hash = hash(value, key == null ? 0 : hash(key, 42));
        int earlier = seen.merge(hash, 1, Integer::sum) - 1;
        String id = task + "-" + Long.toHexString(hash);
        return earlier == 0 ? id : id + "-" + earlier;
      }
    };
  }

  private static long hash(byte[] bytes, long seed) {
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, seed);
  }
}
