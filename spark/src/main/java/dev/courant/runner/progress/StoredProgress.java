package dev.courant.runner.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.runner.kafka.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What earlier runners reported: the newest record of each query, and of each of its batches. */
public final class StoredProgress {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "query/";

  private final Map<String, JsonNode> queries = new HashMap<>();
  private final Map<String, TreeMap<Long, JsonNode>> batches = new HashMap<>();

  private StoredProgress() {}

  /** Reads the topic to its present end; without a group, as nothing is to be remembered about this reader. */
  public static StoredProgress read(KafkaSettings kafka, String topic) {
    StoredProgress stored = new StoredProgress();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic, Duration.ofSeconds(60)).stream()
          .map(info -> new TopicPartition(topic, info.partition()))
          .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(500)).forEach(stored::add);
      }
    }
    return stored;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (key.startsWith(PREFIX)) {
      String[] parts = key.substring(PREFIX.length()).split("/");
      JsonNode json = record.value() == null ? null : json(record.value());
      if (parts.length == 1) {
        queries.put(parts[0], json);
      } else if (json == null) {
        of(parts[0]).remove(Long.valueOf(parts[1]));
      } else {
        of(parts[0]).put(Long.valueOf(parts[1]), json);
      }
    }
  }

  private TreeMap<Long, JsonNode> of(String query) {
    return batches.computeIfAbsent(query, name -> new TreeMap<>());
  }

  /** Queries with a record that are not among {@code names} and never read anything: they only failed to start. */
  public List<String> neverRead(Set<String> names) {
    return queries.entrySet().stream()
        .filter(entry -> entry.getValue() != null && !names.contains(entry.getKey()))
        .filter(entry -> !entry.getValue().hasNonNull("lastBatch"))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** @return {@code null} when the query never reported */
  public JsonNode query(String name) {
    return queries.get(name);
  }

  public TreeMap<Long, JsonNode> batches(String name) {
    return batches.getOrDefault(name, new TreeMap<>());
  }

  private static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
