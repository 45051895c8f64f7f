package dev.courant.runner.feed;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Where the partitions of a topic begin and end, asked for once for all who want to know it at about one time. */
final class TopicEnds {
  /** A partition that is added is seen after this long. */
  private static final String METADATA_MS = "5000";

  private final Properties settings;
  private final String topic;
  private KafkaConsumer<byte[], byte[]> consumer;
  private Map<Integer, Long> ends;
  private long askedNanos;

  TopicEnds(Properties settings, String topic) {
    this.settings = settings;
    this.topic = topic;
    settings.put("metadata.max.age.ms", METADATA_MS);
  }

  synchronized Map<Integer, Long> beginnings() {
    return asked(() -> consumer.beginningOffsets(partitions()));
  }

  /** @param notBefore an instant of {@link System#nanoTime()} */
  synchronized Map<Integer, Long> now(long notBefore) {
    if (ends == null || askedNanos - notBefore < 0) {
      long now = System.nanoTime();
      ends = asked(() -> consumer.endOffsets(partitions()));
      askedNanos = now;
    }
    return ends;
  }

  private Map<Integer, Long> asked(Supplier<Map<TopicPartition, Long>> ask) {
    try {
      if (consumer == null) {
        consumer = new KafkaConsumer<>(settings);
      }
      Map<Integer, Long> offsets = new TreeMap<>();
      ask.get().forEach((partition, offset) -> offsets.put(partition.partition(), offset));
      return offsets;
    } catch (InterruptException e) {
      // Spark takes this, and not every exception, for its own interruption.
      throw new UncheckedIOException(new InterruptedIOException("the query is being stopped"));
    }
  }

  private Collection<TopicPartition> partitions() {
    List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
    if (partitions.isEmpty()) {
      throw new OffsetOutOfRangeException("the partitions of \"" + topic + "\" are gone", Map.of());
    }
    return partitions;
  }
}
