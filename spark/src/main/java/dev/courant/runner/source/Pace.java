package dev.courant.runner.source;

import java.time.Duration;

/**
 * When a batch of a query begins. What a batch costs at a low rate is the batch and not its readings: so it waits in
 * proportion to what the last one took, unless much is waiting. Times are nanoseconds of one clock.
 */
public final class Pace {
  /** Records for which no adaptive pause is kept: reading them costs more than the batch. */
  static final long MUCH = 20_000;

  private static final long TIMES_LAST_BATCH = 5;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  static final Duration LONGEST = Duration.ofSeconds(1);

  private final long leastNanos;
  private final long shortestNanos;
  private boolean isFirst = true;
  private boolean isRunning;
  private long began;
  private long pauseNanos;

  /** @param least pause between the starts of two batches, however much waits; {@code null} leaves it to the pace */
  public Pace(Duration least) {
    leastNanos = least == null ? 0 : least.toNanos();
    shortestNanos = least == null ? SHORTEST.toNanos() : leastNanos;
  }

  void began(long now) {
    began = now;
    isFirst = false;
    isRunning = true;
  }

  /** Said again before the next batch began, it is not heard. */
  void ended(long now) {
    if (isRunning) {
      isRunning = false;
      long longest = Math.max(shortestNanos, LONGEST.toNanos());
      pauseNanos = Math.min(longest, Math.max(shortestNanos, TIMES_LAST_BATCH * (now - began)));
    }
  }

  /** @param waiting records that are there to be read */
  boolean begins(long now, long waiting) {
    return waiting > 0 && left(now, waiting) <= 0;
  }

  /** Whether a batch begins just now, or could. */
  boolean joins(long now) {
    return isRunning || left(now, 0) <= 0;
  }

  /** @return time until a batch of so many records begins; 0 or less when it may now */
  long left(long now, long waiting) {
    long pause = waiting >= MUCH ? leastNanos : pauseNanos;
    return isFirst ? 0 : began + pause - now;
  }
}
