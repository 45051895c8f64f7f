package dev.courant.runner.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * Ids of the rows that one task of a batch writes: the same row of a replayed batch gets the same id, and no two
 * rows of a batch share one.
 */
public final class RowIds {
  private final int task;
  private final Map<Long, Integer> seen = new HashMap<>();
  private String lastOrigin = "";
  private int repeated;

  public RowIds(int task) {
    this.task = task;
  }

  /** By the reading it comes from; a reading that makes several rows ({@code explode}) numbers them. */
  public String byOrigin(String origin) {
    repeated = origin.equals(lastOrigin) ? repeated + 1 : 0;
    lastOrigin = origin;
    return numbered(origin, repeated);
  }

  /**
   * By content, and the how-many-eth of equal rows: behind a shuffle or a state store a replay meets the same rows
   * in the same task, but maybe in another order.
   *
   * @param hash of key and value
   */
  public String byContent(long hash) {
    return numbered(task + "-" + Long.toHexString(hash), seen.merge(hash, 1, Integer::sum) - 1);
  }

  private static String numbered(String id, int earlier) {
    return earlier == 0 ? id : id + "-" + earlier;
  }
}
