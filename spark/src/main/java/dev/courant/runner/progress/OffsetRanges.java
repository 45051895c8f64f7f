package dev.courant.runner.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Offsets of one topic by partition, from start (inclusive) to end (exclusive). */
public record OffsetRanges(TreeMap<Integer, Range> byPartition) {
  /** Offsets of one partition. */
  public record Range(long start, long end) {}

  public static OffsetRanges empty() {
    return new OffsetRanges(new TreeMap<>());
  }

  /**
   * What lies between two positions of Spark's Kafka source. A partition that only the later one knows appeared in
   * between, and Spark reads it from its beginning.
   */
  public static OffsetRanges between(Map<Integer, Long> start, Map<Integer, Long> end) {
    OffsetRanges ranges = empty();
    end.forEach((partition, last) ->
        ranges.byPartition.put(partition, new Range(start.getOrDefault(partition, 0L), last)));
    return ranges;
  }

  /** Position {@code {"topic":{"0":12}}} as Spark writes it; an absent one is empty. */
  public static Map<Integer, Long> position(JsonNode json) {
    Map<Integer, Long> position = new TreeMap<>();
    if (json != null) {
      json.forEach(topic -> topic.properties()
          .forEach(entry -> position.put(Integer.valueOf(entry.getKey()), entry.getValue().longValue())));
    }
    return position;
  }

  /** From the first start to the last end of both. */
  public OffsetRanges through(OffsetRanges later) {
    OffsetRanges merged = new OffsetRanges(new TreeMap<>(byPartition));
    later.byPartition.forEach((partition, range) ->
        merged.byPartition.merge(partition, range, (a, b) -> new Range(a.start(), b.end())));
    return merged;
  }

  public long count() {
    return byPartition.values().stream().mapToLong(range -> range.end() - range.start()).sum();
  }

  public static OffsetRanges fromJson(JsonNode json) {
    OffsetRanges ranges = empty();
    json.properties().forEach(entry -> ranges.byPartition.put(
        Integer.valueOf(entry.getKey()),
        new Range(entry.getValue().get("start").longValue(), entry.getValue().get("end").longValue())));
    return ranges;
  }

  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    byPartition.forEach((partition, range) ->
        json.putObject(partition.toString()).put("start", range.start()).put("end", range.end()));
    return json;
  }
}
