package dev.courant.runner.progress;

import java.time.Instant;
import java.util.List;

/**
 * What a query's account says at one instant.
 *
 * @param rows records read
 * @param valid those that were readings
 * @param setAside rows that were too large for Kafka
 * @param late readings whose window had closed; {@code null} where the plan does not tell
 * @param offsets of the query's first reading of its topic, up to the next one that it will read
 * @param otherOffsets of each further one
 * @param watermark {@code null} without one
 * @param newestTimestamp of the newest record read; {@code null} before there was one
 * @param lastBatchMs {@code null} before there was one
 * @param restarts since the runner started
 */
public record Figures(
    String query,
    String topic,
    boolean isRunning,
    long rows,
    long valid,
    long setAside,
    Long late,
    OffsetRanges offsets,
    List<OffsetRanges> otherOffsets,
    Instant watermark,
    Instant newestTimestamp,
    Long lastBatchMs,
    long restarts) {

  public long dead() {
    return rows - valid;
  }

  /** Offset of the next record that some reading of the query has not read, or of the first that is kept. */
  public long next(int partition, long first) {
    long next = end(offsets, partition, first);
    for (OffsetRanges other : otherOffsets) {
      next = Math.min(next, end(other, partition, first));
    }
    return Math.max(first, next);
  }

  private static long end(OffsetRanges offsets, int partition, long otherwise) {
    OffsetRanges.Range range = offsets.byPartition().get(partition);
    return range == null ? otherwise : range.end();
  }
}
