package dev.courant.runner.source;

import dev.courant.runner.feed.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps queries that are near each other so near that the second finds in memory what the first one read. The one
 * that is furthest behind never waits, and one that was not heard of for a while is not waited for.
 */
public final class Together {
  /** Offsets of all partitions that are surely in memory still, beside what is read meanwhile. */
  static final long KEPT = Topic.KEPT_ROWS - 4 * Topic.BLOCK_ROWS;

  private static final long SILENCE = Duration.ofSeconds(3).toNanos();

  /** @param start sum of the offsets at which the query's batch begins; sums have an order, positions have none */
  private record Stand(long start, long time) {}

  private final Map<String, Stand> stands = new HashMap<>();

  /**
   * @param start sum of the offsets at which the query's next batch would begin
   * @param end sum of those behind it
   * @param now nanoseconds
   */
  synchronized boolean mayRead(String query, long start, long end, long now) {
    stands.put(query, new Stand(start, now));
    return stands.values().stream().allMatch(other -> now - other.time > SILENCE
        || other.start >= start || end - other.start <= KEPT || start - other.start > KEPT);
  }

  synchronized void leave(String query) {
    stands.remove(query);
  }
}
