package dev.courant.runner.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.TestSpark;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.QueryError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a query needs next, and what of it a topic has lost. */
class LostOffsetsTest {
  private static final Path MADE = Path.of("src", "test", "resources", "checkpoint-of-kafka-source");
  private static final LostOffsets LOST = new LostOffsets("stats", "readings");

  @TempDir private Path folder;

  private List<Map<Integer, Long>> needed(String... without) throws IOException {
    Path copy = folder.resolve("checkpoint");
    try (Stream<Path> files = Files.walk(MADE)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(MADE.relativize(file).toString()));
      }
    }
    for (String file : without) {
      Files.delete(copy.resolve(file));
    }
    return LostOffsets.needed(new Checkpoint(TestSpark.SPARK, copy.toString()), List.of(0, 0));
  }

  private static Optional<String> lost(List<Map<Integer, Long>> needed, long first, long end) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);
    List<TopicPartition> both = List.of(new TopicPartition("readings", 0), new TopicPartition("readings", 1));
    consumer.updatePartitions("readings",
        both.stream().map(one -> new PartitionInfo(one.topic(), one.partition(), null, null, null)).toList());
    both.forEach(one -> consumer.updateBeginningOffsets(Map.of(one, first)));
    both.forEach(one -> consumer.updateEndOffsets(Map.of(one, end)));
    Optional<QueryError> found = LOST.among(needed, consumer);
    found.ifPresent(error -> assertEquals("COURANT_OFFSETS_LOST", error.code()));
    return found.map(QueryError::message);
  }

  @Test
  void whereABatchBeginsMustBeThere() throws IOException {
    List<Map<Integer, Long>> needed = needed();
    assertEquals(List.of(Map.of(0, 194L, 1, 193L)), needed);
    assertEquals(Optional.empty(), lost(needed, 0, 194));
    assertTrue(lost(needed, 200, 300).orElseThrow().endsWith("earliest kept is 200"));
    assertTrue(lost(needed, 0, 0).orElseThrow().endsWith("which ends at 0: the topic was made anew"));
  }

  /** A topic that was made anew, or cut short, between the plan of a batch and its end. */
  @Test
  void whereABatchThatWasPlannedEndsMustBeThereToo() throws IOException {
    List<Map<Integer, Long>> needed = needed("commits/4");
    assertEquals(List.of(Map.of(0, 154L, 1, 153L), Map.of(0, 194L, 1, 193L)), needed);
    assertEquals(Optional.empty(), lost(needed, 0, 194));
    String message = lost(needed, 0, 160).orElseThrow();
    assertEquals("query \"stats\" needs offset 194 of \"readings\" partition 0, which ends at 160: "
        + "the topic was made anew", message);
  }
}
