package dev.courant.runner.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Where a topic ends, as Kafka's consumer tells it. */
class TopicEndsTest {
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);
  private final List<Integer> shorter = new ArrayList<>();
  private final TopicEnds ends = new TopicEnds(() -> consumer, "t", shorter::add);

  private Map<Integer, Long> ask(long... now) {
    List<PartitionInfo> partitions = new ArrayList<>();
    Map<TopicPartition, Long> offsets = new TreeMap<>((one, other) -> one.partition() - other.partition());
    for (int i = 0; i < now.length; i++) {
      partitions.add(new PartitionInfo("t", i, null, null, null));
      offsets.put(new TopicPartition("t", i), now[i]);
    }
    consumer.updatePartitions("t", partitions);
    consumer.updateEndOffsets(offsets);
    return ends.now(System.nanoTime());
  }

  @Test
  void whatWasAskedForLatelyIsNotAskedForAgain() {
    long before = System.nanoTime();
    assertEquals(Map.of(0, 5L, 1, 7L), ask(5, 7));
    consumer.updateEndOffsets(Map.of(new TopicPartition("t", 0), 6L));
    assertEquals(Map.of(0, 5L, 1, 7L), ends.now(before));
    assertEquals(Map.of(0, 6L, 1, 7L), ends.now(System.nanoTime()));
  }

  @Test
  void tellsOfPartitionsThatLostRecords() {
    ask(5, 7);
    ask(6, 7);
    assertEquals(List.of(), shorter);
    ask(2, 8);
    assertEquals(List.of(0), shorter);
    ask(2);
    assertEquals(List.of(0, 1), shorter);
  }

  @Test
  void aTopicThatIsGoneIsLossAndIsKnownWhenItComesAgain() {
    ask(5);
    assertThrows(OffsetOutOfRangeException.class, () -> ask());
    assertEquals(List.of(), shorter);
    ask(1);
    assertEquals(List.of(0), shorter);
  }

  /** Nobody listens there. */
  @Test
  void givesUpWhereNoBrokerAnswers() {
    Duration patience = Duration.ofMillis(300);
    KafkaSettings nobody = new KafkaSettings("localhost:1", Map.of());
    TopicEnds silent = new TopicEnds(() -> TopicEnds.consumer(nobody, patience), "t", shorter::add);
    String message = assertThrows(TimeoutException.class, () -> silent.now(System.nanoTime())).getMessage();
    assertTrue(message.contains("topic metadata"), message);
  }
}
