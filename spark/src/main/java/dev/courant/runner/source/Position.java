package dev.courant.runner.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** Offsets of the next record of each partition, as Spark's Kafka source writes them: {@code {"readings":{"0":12}}}. */
final class Position extends Offset {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;
  private final TreeMap<Integer, Long> offsets;

  Position(String topic, Map<Integer, Long> offsets) {
    this.topic = topic;
    this.offsets = new TreeMap<>(offsets);
  }

  static Position of(String topic, Offset offset) {
    return offset instanceof Position position ? position : parse(topic, offset.json());
  }

  static Position parse(String topic, String json) {
    try {
      TreeMap<Integer, Long> offsets = new TreeMap<>();
      for (JsonNode partitions : JSON.readTree(json)) {
        partitions.properties().forEach(at -> offsets.put(Integer.valueOf(at.getKey()), at.getValue().longValue()));
      }
      return new Position(topic, offsets);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no offsets of a topic: " + json, e);
    }
  }

  Map<Integer, Long> offsets() {
    return offsets;
  }

  /** A partition that a position does not know appeared after it, and is read from its beginning. */
  long at(int partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  long sum(Set<Integer> partitions) {
    return partitions.stream().mapToLong(this::at).sum();
  }

  /** Records up to another position, or fewer: markers of transactions take offsets too. */
  long until(Map<Integer, Long> ends) {
    return ends.entrySet().stream().mapToLong(end -> Math.max(0, end.getValue() - at(end.getKey()))).sum();
  }

  @Override
  public String json() {
    return offsets.entrySet().stream()
        .map(at -> "\"" + at.getKey() + "\":" + at.getValue())
        .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
  }
}
