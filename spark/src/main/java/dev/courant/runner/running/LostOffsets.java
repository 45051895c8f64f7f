package dev.courant.runner.running;

import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.QueryError;
import dev.courant.runner.source.Input;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Compares what a query needs next with what the topic still has. */
record LostOffsets(RunningQuery running, Input input) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** @return the first partition whose next offset is gone, in words; empty when all are there after all */
  Optional<QueryError> find() {
    Checkpoint checkpoint = running.checkpoint();
    long next = checkpoint.lastCommitted().orElse(-1) + 1;
    List<Map<Integer, Long>> needed = running.query().sources().stream()
        .distinct()
        .map(from -> checkpoint.start(next, from).orElse(Map.of()))
        .toList();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(input.kafka().consumer())) {
      List<PartitionInfo> partitions = consumer.partitionsFor(input.topic(), LIMIT);
      if (partitions.isEmpty()) {
        return Optional.of(lost("the topic \"" + input.topic() + "\" is gone"));
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

  private Optional<QueryError> compare(KafkaConsumer<byte[], byte[]> consumer, int partition, long needed) {
    TopicPartition at = new TopicPartition(input.topic(), partition);
    long first = consumer.beginningOffsets(List.of(at), LIMIT).get(at);
    long end = consumer.endOffsets(List.of(at), LIMIT).get(at);
    String where = "query \"" + running.name() + "\" needs offset " + needed + " of \"" + input.topic()
        + "\" partition " + partition;
    if (needed < first) {
      return Optional.of(lost(where + ", earliest kept is " + first));
    }
    return needed > end
        ? Optional.of(lost(where + ", which ends at " + end + ": the topic was made anew"))
        : Optional.empty();
  }

  private QueryError lost(String message) {
    return new QueryError("COURANT_OFFSETS_LOST", message, "courant reset " + running.name());
  }
}
