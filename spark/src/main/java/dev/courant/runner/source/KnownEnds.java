package dev.courant.runner.source;

import dev.courant.runner.feed.Readings;
import java.time.Duration;
import java.util.Map;

/** Where the partitions of a topic end, as they were last asked for; notices when records are gone that were read. */
final class KnownEnds {
  /** Behind a change of leaders a broker may not know yet what its partition holds. */
  private static final long DOUBT = Duration.ofSeconds(3).toNanos();

  private final String name;
  private final Readings topic;
  private volatile Map<Integer, Long> newest = Map.of();
  private long shortSince = -1;

  KnownEnds(String name, Readings topic) {
    this.name = name;
    this.topic = topic;
  }

  Map<Integer, Long> newest() {
    return newest;
  }

  /**
   * @param notBefore nanoseconds
   * @return of no partition less than the position has; what it has, as long as it is in doubt
   * @throws IllegalStateException when the topic has been shorter for a while: it was made anew
   */
  Map<Integer, Long> after(Position position, long notBefore) {
    Map<Integer, Long> ends = topic.ends(notBefore);
    String missing = missing(position, ends);
    if (missing == null) {
      shortSince = -1;
      newest = ends;
      return ends;
    }
    shortSince = shortSince < 0 ? notBefore : shortSince;
    if (notBefore - shortSince > DOUBT) {
      throw new IllegalStateException(missing);
    }
    return position.offsets();
  }

  private String missing(Position position, Map<Integer, Long> ends) {
    return position.offsets().entrySet().stream()
        .filter(at -> ends.getOrDefault(at.getKey(), -1L) < at.getValue())
        .map(at -> "offset " + at.getValue() + " of \"" + name + "\" partition " + at.getKey() + " is out of range: "
            + (ends.containsKey(at.getKey()) ? "it ends at " + ends.get(at.getKey()) : "the partition is gone"))
        .findFirst()
        .orElse(null);
  }
}
