package dev.courant.runner.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

  /**
   * What one task reads, one range after the other; maybe nothing.
   *
   * @param executor in Spark's words where it should run; {@code null} for anywhere
   */
  record Split(List<Range> ranges, String executor) implements InputPartition {
    @Override
    public String[] preferredLocations() {
      return executor == null ? new String[0] : new String[] {executor};
    }
  }

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

  /** One task for all partitions, for as long as its batch is open. */
  static Split open(Map<Integer, Long> from) {
    return new Split(from.entrySet().stream()
        .map(start -> new Range(start.getKey(), start.getValue(), Long.MAX_VALUE))
        .toList(), null);
  }

  static Map<Integer, Long> starts(Split split) {
    return split.ranges().stream().collect(Collectors.toMap(Range::partition, Range::start));
  }

  /**
   * The same partitions go to the same executor each time, whichever query reads them: it has them in memory.
   *
   * @param executors of a cluster, always in one order
   * @return at least one: an aggregation whose input has no task at all would be planned with a shuffle
   */
  Split[] of(Position from, Map<Integer, Long> to, List<String> executors) {
    int tasks = Math.max(1, Math.min(from.until(to) < MANY ? few : most, to.size()));
    Map<Integer, List<Range>> byTask = new TreeMap<>();
    ranges(from, to).forEach(range ->
        byTask.computeIfAbsent(range.partition() % tasks, task -> new ArrayList<>()).add(range));
    Split[] splits = byTask.entrySet().stream()
        .map(task -> new Split(task.getValue(), executor(executors, task.getKey())))
        .toArray(Split[]::new);
    return splits.length > 0 ? splits : new Split[] {new Split(List.of(), null)};
  }

  private static String executor(List<String> executors, int task) {
    return executors.isEmpty() ? null : executors.get(task % executors.size());
  }
}
