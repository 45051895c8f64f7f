package dev.courant.runner.kafka;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** What the tasks of a query's batches wrote, from the end of a batch's tasks until its report. */
public final class WrittenRows {
  /**
   * Rows of one batch, or of one of its tasks.
   *
   * @param acknowledged rows that Kafka took
   * @param setAside rows that were too large for it
   */
  public record Count(long acknowledged, long setAside) implements Serializable {
    static final Count NONE = new Count(0, 0);

    Count plus(Count other) {
      return new Count(acknowledged + other.acknowledged, setAside + other.setAside);
    }
  }

  private final Map<Long, Count> batches = new HashMap<>();

  /** Replaces what an earlier try of the batch wrote: the same rows. */
  synchronized void put(long batch, Count count) {
    batches.put(batch, count);
  }

  /** Forgets the batch, and those before it, which were never reported. */
  public synchronized Count take(long batch) {
    Count count = batches.getOrDefault(batch, Count.NONE);
    batches.keySet().removeIf(known -> known <= batch);
    return count;
  }
}
