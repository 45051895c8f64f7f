package dev.courant.runner.running;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.runner.TestSpark;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.query.Query;
import dev.courant.runner.source.ReadCounts;
import dev.courant.runner.source.ReadingSource;
import dev.courant.runner.source.TestTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint that a runner with Spark's Kafka source made, of sensor_stats over two partitions: five batches, of
 * which the last one's tasks were through, and two partitions of state.
 */
class OldCheckpointTest {
  private static final Path MADE = Path.of("src", "test", "resources", "checkpoint-of-kafka-source");
  /** Within a window that the checkpoint holds. */
  private static final String TIME = "2026-11-27T11:51:21Z";
  private static final Map<Integer, Long> LAST = Map.of(0, 194L, 1, 193L);

  @TempDir private Path folder;

  private final Map<String, Long> rows = new TreeMap<>();
  private TestTopic topic;
  private ReadCounts counts;
  private StreamingQuery stream;

  private Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  @BeforeEach
  void fill() {
    topic = TestTopic.make("old", Instant.parse(TIME));
    LAST.forEach((partition, end) -> topic.add(partition, Collections.nCopies(end.intValue(), reading("old"))));
  }

  private void takeUp(String... without) throws IOException {
    try (Stream<Path> files = Files.walk(MADE)) {
      for (Path file : files.toList()) {
        Files.copy(file, checkpoint().resolve(MADE.relativize(file).toString()));
      }
    }
    for (String file : without) {
      Files.delete(checkpoint().resolve(file));
    }
  }

  private static String reading(String sensor) {
    return "{\"sensor\":\"" + sensor + "\",\"value\":1,\"event_time\":\"" + TIME + "\"}";
  }

  /** Reads what is there; its rows are those of the first batch. */
  private SourceProgress run() throws Exception {
    Query query = TestSpark.accepted(TestSpark.shipped("sensor_stats"));
    Checkpoint checkpoint = new Checkpoint(TestSpark.SPARK, checkpoint().toString());
    assertEquals(Optional.empty(), StateGuard.check(query, checkpoint));
    counts = ReadCounts.of(TestSpark.SPARK, "sensor_stats");
    ReadingSource.open("sensor_stats", TestSpark.opened("old", counts));
    TestSpark.SPARK.conf().set("spark.sql.streaming.numRecentProgressUpdates", "1000");
    VoidFunction2<Dataset<Row>, Long> write = (made, batch) -> made.collectAsList().forEach(this::keep);
    stream = query.rows(TestSpark.SPARK, counts).writeStream()
        .outputMode("update")
        .option("checkpointLocation", checkpoint().toString())
        .foreachBatch(write)
        .start();
    stream.processAllAvailable();
    SourceProgress source = stream.recentProgress()[0].sources()[0];
    stream.stop();
    return source;
  }

  private void keep(Row row) {
    try {
      JsonNode value = new ObjectMapper().readTree(row.getString(1));
      rows.put(row.getString(0) + " " + value.get("window_start").asText(), value.get("n").asLong());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void goesOnWhereItStoodWithWhatItHeld() throws Exception {
    takeUp();
    topic.add(0, List.of(reading("s0-humidity-0001"), reading("s0-humidity-0001")));
    topic.add(1, List.of(reading("new"), "broken"));
    SourceProgress source = run();
    assertEquals(LAST, OffsetRanges.position(source.startOffset()));
    assertEquals(Map.of(0, 196L, 1, 195L), OffsetRanges.position(source.endOffset()));
    assertEquals(4, counts.value().rows());
    // It held 39 readings of the sensor in that window.
    assertEquals(Map.of("s0-humidity-0001 2026-11-27T11:51:20.000Z", 41L, "new 2026-11-27T11:51:20.000Z", 1L), rows);
  }

  /** As a kill between the end of its tasks and its commit leaves it. */
  @Test
  void runsTheBatchAgainThatWasNotDone() throws Exception {
    takeUp("commits/4");
    SourceProgress source = run();
    assertEquals(Map.of(0, 154L, 1, 153L), OffsetRanges.position(source.startOffset()));
    assertEquals(LAST, OffsetRanges.position(source.endOffset()));
    assertEquals(80, counts.value().rows());
  }

  /** The negative control: without it all is read from the beginning, and there is nothing that it held. */
  @Test
  void withoutItEverythingIsReadAnew() throws Exception {
    topic.add(0, List.of(reading("s0-humidity-0001")));
    run();
    assertEquals(388, counts.value().rows());
    assertEquals(Map.of("s0-humidity-0001 2026-11-27T11:51:20.000Z", 1L, "old 2026-11-27T11:51:20.000Z", 387L), rows);
    assertEquals(Files.readString(MADE.resolve("sources/0/0")),
        Files.readString(checkpoint().resolve("sources/0/0")).replace("\"old\"", "\"readings\""));
  }
}
