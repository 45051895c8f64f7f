package dev.courant.flink.source;

import java.util.Collection;

/**
 * The watermark of a query's source: the slowest partition's newest event time, less the delay. A partition that was read
 * to its end and got nothing for as long as a reading may be late, a second at least, holds it back no more.
 */
final class Clock {
  private static final long NONE = Long.MIN_VALUE;

  private static final long LEAST_IDLE_MS = 1_000;

  private final long delayMs;
  private long watermark = NONE;

  Clock(long delayMs) {
    this.delayMs = delayMs;
  }

  /** @param told before, as a checkpoint has it */
  void resume(long told) {
    watermark = Math.max(watermark, told);
  }

  long watermark() {
    return watermark;
  }

  /** @return whether it moved on */
  boolean advance(Collection<Progress> partitions) {
    long idleNanos = Math.max(LEAST_IDLE_MS, delayMs) * 1_000_000;
    long slowest = partitions.stream()
        .filter(partition -> partition.holdsBack(idleNanos))
        .mapToLong(Progress::newestEvent)
        .min()
        .orElse(NONE);
    // An event may still come at the very millisecond of the newest one less the delay.
    if (slowest == NONE || slowest - delayMs - 1 <= watermark) {
      return false;
    }
    watermark = slowest - delayMs - 1;
    return true;
  }
}
