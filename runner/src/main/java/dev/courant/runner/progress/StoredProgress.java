package dev.courant.runner.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.courant.runner.kafka.KafkaSettings;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reports of earlier runners: the newest record of each query, and of each of its batches. A long run leaves
 * thousands of records, of which few are asked for: only those are parsed.
 */
public final class StoredProgress {
  private static final String PREFIX = "query/";
  private static final Pattern BATCH = Pattern.compile("\\d{1,18}");

  private final Map<String, byte[]> queries = new HashMap<>();
  private final Map<String, TreeMap<Long, byte[]>> batches = new HashMap<>();

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
    // Who reads reports will write some: what that takes is loaded here, while Spark starts.
    new Account("", topic, Engine.SPARK).toJson();
    return stored;
  }

  /** A record without a value withdraws what stood under its key. */
  private void add(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (key.startsWith(PREFIX)) {
      String[] parts = key.substring(PREFIX.length()).split("/");
      if (parts.length == 1) {
        queries.compute(parts[0], (name, older) -> record.value());
      } else if (BATCH.matcher(parts[1]).matches()) {
        batches.computeIfAbsent(parts[0], name -> new TreeMap<>())
            .compute(Long.valueOf(parts[1]), (batch, older) -> record.value());
      }
    }
  }

  /** Every query that a record tells of. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(queries.keySet());
    names.addAll(batches.keySet());
    return names;
  }

  public Optional<Account> query(String name) {
    return Optional.ofNullable(queries.get(name)).flatMap(json -> read(json, Account.class));
  }

  /** Who ran the query; Spark where nothing tells. */
  public Engine engine(String query) {
    return query(query).map(Account::engine).orElse(Engine.SPARK);
  }

  /** Numbers of the query's batches that have a record of their own. */
  public NavigableSet<Long> batches(String query) {
    return reported(query).navigableKeySet();
  }

  public Optional<BatchReport> batch(String query, long batch) {
    return Optional.ofNullable(reported(query).get(batch)).flatMap(json -> read(json, BatchReport.class));
  }

  /** A record that is no report of ours is none: it must not keep the runner from starting. */
  private static <T> Optional<T> read(byte[] json, Class<T> type) {
    try {
      return Optional.of(ProgressJson.read(json, type));
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private TreeMap<Long, byte[]> reported(String query) {
    return batches.getOrDefault(query, new TreeMap<>());
  }
}
