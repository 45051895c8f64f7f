package dev.courant.runner.feed;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions of a topic begin and end, asked for once for all who want to know it at about one time. */
final class TopicEnds {
  /** A partition that is added is seen after this long. */
  private static final String METADATA_MS = "5000";

  private final Properties settings;
  private final String topic;
  private final ReentrantLock lock = new ReentrantLock();
  private KafkaConsumer<byte[], byte[]> consumer;
  private Map<Integer, Long> ends;
  private long askedNanos;

  TopicEnds(Properties settings, String topic) {
    this.settings = settings;
    this.topic = topic;
    settings.put("metadata.max.age.ms", METADATA_MS);
    settings.put("default.api.timeout.ms", Long.toString(Reach.PATIENCE.toMillis()));
  }

  Map<Integer, Long> beginnings() {
    return Interruption.locked(lock, () -> asked(() -> consumer.beginningOffsets(partitions())));
  }

  /** @param notBefore an instant of {@link System#nanoTime()} */
  Map<Integer, Long> now(long notBefore) {
    return Interruption.locked(lock, () -> known(notBefore));
  }

  private Map<Integer, Long> known(long notBefore) {
    if (ends == null || askedNanos - notBefore < 0) {
      long now = System.nanoTime();
      ends = asked(() -> consumer.endOffsets(partitions()));
      askedNanos = now;
    }
    return ends;
  }

  private Map<Integer, Long> asked(Supplier<Map<TopicPartition, Long>> ask) {
    if (consumer == null) {
      consumer = new KafkaConsumer<>(settings);
    }
    Map<Integer, Long> offsets = new TreeMap<>();
    ask.get().forEach((partition, offset) -> offsets.put(partition.partition(), offset));
    return offsets;
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
