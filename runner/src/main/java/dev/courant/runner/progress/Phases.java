package dev.courant.runner.progress;

import java.util.Map;
import java.util.stream.Stream;

/** What a batch spent its time on, in milliseconds; what Spark waited for before it began belongs to none. */
public record Phases(long planningMs, long runningMs, long committingMs) {
  /** @param spent by the names of Spark's progress ({@code durationMs} of StreamingQueryProgress) */
  public static Phases of(Map<String, Long> spent) {
    return new Phases(
        sum(spent, "getBatch", "queryPlanning"), sum(spent, "addBatch"), sum(spent, "walCommit", "commitOffsets"));
  }

  private static long sum(Map<String, Long> spent, String... names) {
    // A clock that was put back within a phase makes it shorter than nothing.
    return Stream.of(names).mapToLong(name -> Math.max(0, spent.getOrDefault(name, 0L))).sum();
  }

  public long totalMs() {
    return planningMs + runningMs + committingMs;
  }
}
