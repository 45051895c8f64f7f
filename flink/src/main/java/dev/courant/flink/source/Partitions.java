package dev.courant.flink.source;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;

/** Gives the topic's partitions to the query's reader, also those that appear while it runs. */
final class Partitions implements SplitEnumerator<Split, int[]> {
  private static final long LOOK_AGAIN_MS = 30_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Input input;
  private final SplitEnumeratorContext<Split> context;
  /** Given to a reader, which has them in its state from then on. */
  private final Set<Integer> given = new TreeSet<>();
  private final Set<Integer> waiting = new TreeSet<>();

  Partitions(Input input, SplitEnumeratorContext<Split> context, int[] given) {
    this.input = input;
    this.context = context;
    Arrays.stream(given).forEach(this.given::add);
  }

  @Override
  public void start() {
    context.callAsync(this::look, this::found, 0, LOOK_AGAIN_MS);
  }

  private List<PartitionInfo> look() {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(input.kafka().consumer())) {
      return consumer.partitionsFor(input.topic(), PATIENCE);
    }
  }

  /** Of a broker that is away it is asked again. */
  private void found(List<PartitionInfo> partitions, Throwable error) {
    if (error == null) {
      partitions.stream().map(PartitionInfo::partition).filter(p -> !given.contains(p)).forEach(waiting::add);
      give();
    }
  }

  private void give() {
    if (context.registeredReaders().isEmpty()) {
      return;
    }
    int readers = context.currentParallelism();
    waiting.removeIf(partition -> {
      int reader = partition % readers;
      boolean isThere = context.registeredReaders().containsKey(reader);
      if (isThere) {
        context.assignSplit(new Split(partition, null), reader);
        given.add(partition);
      }
      return isThere;
    });
  }

  @Override
  public void addReader(int subtask) {
    give();
  }

  @Override
  public void addSplitsBack(List<Split> splits, int subtask) {
    splits.forEach(split -> {
      given.remove(split.partition());
      waiting.add(split.partition());
    });
    give();
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    // Partitions are given, never asked for.
  }

  @Override
  public int[] snapshotState(long checkpoint) {
    return given.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public void close() {}
}
