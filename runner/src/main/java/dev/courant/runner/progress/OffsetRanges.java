package dev.courant.runner.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Offsets of one topic by partition, from start (inclusive) to end (exclusive). */
public record OffsetRanges(@JsonValue TreeMap<Integer, Range> byPartition) {
  /** Offsets of one partition. */
  public record Range(long start, long end) {}

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public OffsetRanges {}

  public static OffsetRanges empty() {
    return new OffsetRanges(new TreeMap<>());
  }

  /**
   * What lies between two positions of a source. A partition that only the later one knows appeared in
   * between, and is read from its beginning.
   */
  public static OffsetRanges between(Map<Integer, Long> start, Map<Integer, Long> end) {
    OffsetRanges ranges = empty();
    end.forEach((partition, last) ->
        ranges.byPartition.put(partition, new Range(start.getOrDefault(partition, 0L), last)));
    return ranges;
  }

  /** Position {@code {"topic":{"0":12}}} as Spark writes it; an absent one is empty. */
  public static Map<Integer, Long> position(String json) {
    Map<Integer, Long> position = new TreeMap<>();
    if (json != null) {
      ProgressJson.read(json.getBytes(UTF_8), JsonNode.class).forEach(topic -> topic.properties()
          .forEach(entry -> position.put(Integer.valueOf(entry.getKey()), entry.getValue().longValue())));
    }
    return position;
  }

  /** From the first start to the last end of both. */
  OffsetRanges through(OffsetRanges later) {
    OffsetRanges merged = new OffsetRanges(new TreeMap<>(byPartition));
    later.byPartition.forEach((partition, range) ->
        merged.byPartition.merge(partition, range, (a, b) -> new Range(a.start(), b.end())));
    return merged;
  }

  /** The same of several readings, of which a later version of the query may have more. */
  static List<OffsetRanges> through(List<OffsetRanges> earlier, List<OffsetRanges> later) {
    return IntStream.range(0, Math.max(earlier.size(), later.size()))
        .mapToObj(i -> at(earlier, i).through(at(later, i)))
        .toList();
  }

  private static OffsetRanges at(List<OffsetRanges> readings, int index) {
    return index < readings.size() ? readings.get(index) : empty();
  }

  public Map<Integer, Long> starts() {
    return position(Range::start);
  }

  public Map<Integer, Long> ends() {
    return position(Range::end);
  }

  private Map<Integer, Long> position(ToLongFunction<Range> of) {
    Map<Integer, Long> position = new TreeMap<>();
    byPartition.forEach((partition, range) -> position.put(partition, of.applyAsLong(range)));
    return position;
  }

  public long count() {
    return byPartition.values().stream().mapToLong(range -> range.end() - range.start()).sum();
  }
}
