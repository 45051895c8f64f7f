package dev.courant.runner.feed;

import dev.courant.runner.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions of a topic begin and end, asked for once for all who want to know it at about one time. */
final class TopicEnds {
  /** A partition that is added is seen after this long. */
  private static final String METADATA_MS = "5000";

  private final Supplier<Consumer<byte[], byte[]>> open;
  private final String topic;
  private final IntConsumer whenShorter;
  private final ReentrantLock lock = new ReentrantLock();
  private Consumer<byte[], byte[]> consumer;
  private Map<Integer, Long> ends = Map.of();
  private long askedNanos;

  /** @param whenShorter is given a partition that lost records at its end, before anybody is told of the new end */
  TopicEnds(Supplier<Consumer<byte[], byte[]>> open, String topic, IntConsumer whenShorter) {
    this.open = open;
    this.topic = topic;
    this.whenShorter = whenShorter;
  }

  /** @param patience how long, where no broker answers */
  static Consumer<byte[], byte[]> consumer(KafkaSettings kafka, Duration patience) {
    Properties settings = kafka.consumer();
    settings.put("metadata.max.age.ms", METADATA_MS);
    settings.put("default.api.timeout.ms", Long.toString(patience.toMillis()));
    return new KafkaConsumer<>(settings);
  }

  Map<Integer, Long> beginnings() {
    return Interruption.locked(lock, () -> asked(() -> consumer.beginningOffsets(partitions())));
  }

  /** @param notBefore an instant of {@link System#nanoTime()} */
  Map<Integer, Long> now(long notBefore) {
    return Interruption.locked(lock, () -> known(notBefore));
  }

  private Map<Integer, Long> known(long notBefore) {
    if (ends.isEmpty() || askedNanos - notBefore < 0) {
      long now = System.nanoTime();
      Map<Integer, Long> before = ends;
      ends = asked(() -> consumer.endOffsets(partitions()));
      askedNanos = now;
      before.forEach(this::compare);
    }
    return ends;
  }

  private void compare(int partition, long before) {
    if (ends.getOrDefault(partition, 0L) < before) {
      whenShorter.accept(partition);
    }
  }

  private Map<Integer, Long> asked(Supplier<Map<TopicPartition, Long>> ask) {
    if (consumer == null) {
      consumer = open.get();
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
