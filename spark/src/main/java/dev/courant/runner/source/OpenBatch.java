package dev.courant.runner.source;

import dev.courant.runner.source.ReadCounts.Sum;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A batch in real time, while it is open: it lasts seconds, and how far it has read is asked meanwhile. Its task runs in
 * the same process.
 */
public final class OpenBatch {
  /**
   * What it has read so far.
   *
   * @param start offsets at which it began, by partition; those of the end are behind what was read
   */
  public record Reached(Map<Integer, Long> start, Map<Integer, Long> end, Sum counts) {}

  private final BooleanSupplier isToEnd;
  private final long longestNanos;
  private long beganNanos;
  private Map<Integer, Long> start;
  private Reached reached;

  /**
   * @param isToEnd whether the batch is to end before its time
   * @param longest Spark ends it by the time of day, which may be put back meanwhile
   */
  public OpenBatch(BooleanSupplier isToEnd, Duration longest) {
    this.isToEnd = isToEnd;
    longestNanos = longest.toNanos();
  }

  boolean isToEnd() {
    return isToEnd.getAsBoolean();
  }

  synchronized boolean isOver() {
    return System.nanoTime() - beganNanos >= longestNanos;
  }

  synchronized void begin(Map<Integer, Long> offsets) {
    beganNanos = System.nanoTime();
    start = new TreeMap<>(offsets);
    reached = null;
  }

  synchronized void reached(Map<Integer, Long> offsets, Sum counts) {
    reached = new Reached(start, new TreeMap<>(offsets), counts);
  }

  synchronized void end() {
    reached = null;
  }

  /** Empty where nothing was read since the batch began, and between two batches. */
  public synchronized Optional<Reached> reached() {
    return Optional.ofNullable(reached);
  }
}
