package dev.courant.runner.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * How many tasks read a batch.
 *
 * @param most tasks of a batch of many records
 * @param few tasks of one of fewer than {@link #MANY}
 */
public record Splits(int most, int few) {
  /** Records for which a second task is worth its own cost. */
  static final long MANY = 60_000;

  /** Offsets of one partition, from start (inclusive) to end (exclusive). */
  record Range(int partition, long start, long end) implements Serializable {}

  /** What one task reads, one range after the other; maybe nothing. */
  record Split(ArrayList<Range> ranges) implements InputPartition {}

  /**
   * @param isLocal one process runs all queries: a second task a query only takes a core from another one
   * @param isStateless nothing of a batch is gathered, so its tasks need not meet
   */
  public static Splits of(boolean isLocal, boolean isStateless, int cores) {
    return new Splits(isLocal && !isStateless ? 1 : cores, isLocal ? 1 : cores);
  }

  static List<Range> ranges(Position from, Map<Integer, Long> to) {
    return to.entrySet().stream()
        .map(end -> new Range(end.getKey(), from.at(end.getKey()), end.getValue()))
        .filter(range -> range.end() > range.start())
        .toList();
  }

  /** @return at least one: an aggregation whose input has no task at all would be planned with a shuffle */
  Split[] of(Position from, Map<Integer, Long> to) {
    List<Range> ranges = ranges(from, to);
    int tasks = Math.max(1, Math.min(from.until(to) < MANY ? few : most, ranges.size()));
    Split[] splits = new Split[tasks];
    for (int i = 0; i < tasks; i++) {
      splits[i] = new Split(new ArrayList<>());
    }
    for (int i = 0; i < ranges.size(); i++) {
      splits[i % tasks].ranges().add(ranges.get(i));
    }
    return splits;
  }
}
