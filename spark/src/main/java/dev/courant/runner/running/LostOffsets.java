package dev.courant.runner.running;

import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.QueryError;
import dev.courant.runner.source.Input;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Compares what a query needs next with what the topic still has. */
record LostOffsets(String query, String topic) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** @return the first partition of which an offset is gone, in words; empty when all are there after all */
  static Optional<QueryError> find(RunningQuery running, Input input) {
    List<Map<Integer, Long>> needed = needed(running.checkpoint(), running.query().sources());
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(input.kafka().consumer())) {
      return new LostOffsets(running.name(), input.topic()).among(needed, consumer);
    }
  }

  /** Where the next batch begins in each source, and where it ends if it was planned before. */
  static List<Map<Integer, Long>> needed(Checkpoint checkpoint, List<Integer> sources) {
    long next = checkpoint.lastCommitted().orElse(-1) + 1;
    Stream<Map<Integer, Long>> starts =
        sources.stream().distinct().map(from -> checkpoint.start(next, from).orElse(Map.of()));
    Stream<Map<Integer, Long>> ends = checkpoint.batch(next).stream().flatMap(batch -> batch.ends().stream());
    return Stream.concat(starts, ends).toList();
  }

  Optional<QueryError> among(List<Map<Integer, Long>> needed, Consumer<byte[], byte[]> consumer) {
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic, LIMIT);
      if (partitions.isEmpty()) {
        return Optional.of(lost("the topic \"" + topic + "\" is gone"));
      }
      return needed.stream()
          .flatMap(position -> position.entrySet().stream())
          .map(entry -> compare(consumer, entry.getKey(), entry.getValue()))
          .flatMap(Optional::stream)
          .findFirst();
    } catch (KafkaException e) {
      return Optional.empty();
    }
  }

  private Optional<QueryError> compare(Consumer<byte[], byte[]> consumer, int partition, long needed) {
    TopicPartition at = new TopicPartition(topic, partition);
    long first = consumer.beginningOffsets(List.of(at), LIMIT).get(at);
    long end = consumer.endOffsets(List.of(at), LIMIT).get(at);
    String where = "query \"" + query + "\" needs offset " + needed + " of \"" + topic + "\" partition " + partition;
    if (needed < first) {
      return Optional.of(lost(where + ", earliest kept is " + first));
    }
    return needed > end
        ? Optional.of(lost(where + ", which ends at " + end + ": the topic was made anew"))
        : Optional.empty();
  }

  private QueryError lost(String message) {
    return new QueryError("COURANT_OFFSETS_LOST", message, "courant reset " + query);
  }
}
