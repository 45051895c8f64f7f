package dev.courant.runner.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.runner.TestSpark;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.query.Query;
import dev.courant.runner.report.Problem;
import dev.courant.runner.source.ReadCounts;
import dev.courant.runner.source.ReadCounts.Sum;
import dev.courant.runner.source.ReadingSource;
import dev.courant.runner.source.TestTopic;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.streaming.operators.stateful.StateStoreSaveExec;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The shipped window query as a real stream with a checkpoint; a topic in memory stands for Kafka's. It
 * establishes which watermark drops late rows, on which the count of late readings rests.
 */
class StreamTest {
  private static final SparkSession SPARK = TestSpark.SPARK;
  private static final String START = "2026-03-01T12:00:00Z";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final Map<Long, Watermarks> used = new TreeMap<>();
  private final Map<String, Long> latest = new HashMap<>();
  private final Map<Long, StreamingQueryProgress> progress = new TreeMap<>();
  private final List<Long> eventSeconds = new ArrayList<>();
  private final Map<Long, Sum> counted = new TreeMap<>();
  private final Queue<List<String>> batches = new ArrayDeque<>();
  private Query query;
  private TestTopic topic;

  /** What the executed plan of a batch says. */
  private record Watermarks(long late, long eviction) {}

  @BeforeEach
  void plan() throws IOException {
    SPARK.conf().set("spark.sql.streaming.numRecentProgressUpdates", "1000");
    topic = TestTopic.make("stream_test", Instant.parse(START));
    topic.add(0, List.of());
    query = TestSpark.accepted(TestSpark.shipped("sensor_stats"));
  }

  /** One reading a number, at that many seconds after noon; a negative one is broken instead. */
  private void batch(long... seconds) {
    List<String> values = new ArrayList<>();
    for (long second : seconds) {
      String time = Instant.parse(START).plusSeconds(second).toString();
      values.add(second < 0 ? "broken" : "{\"sensor\":\"s\",\"value\":1,\"event_time\":\"" + time + "\"}");
      if (second >= 0) {
        eventSeconds.add(second);
      }
    }
    batches.add(values);
  }

  private StreamingQuery start() throws Exception {
    ReadCounts counts = ReadCounts.of(SPARK, "sensor_stats");
    ReadingSource.open("sensor_stats", TestSpark.opened("stream_test", counts));
    VoidFunction2<Dataset<Row>, Long> write = (rows, batch) -> {
      used.put(batch, watermarks());
      counts.reset();
      counts.close(LateMark.now(SPARK));
      for (Row row : rows.collectAsList()) {
        keep(row.getString(1));
      }
      counted.put(batch, counts.value());
    };
    return query.rows(SPARK, counts).writeStream()
        .queryName("stream_test")
        .outputMode("update")
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .foreachBatch(write)
        .start();
  }

  private void keep(String value) throws IOException {
    JsonNode row = JSON.readTree(value);
    latest.put(row.get("window_start").asText(), row.get("n").asLong());
  }

  private static Watermarks watermarks() {
    StreamingQueryWrapper wrapper = (StreamingQueryWrapper) SPARK.streams().active()[0];
    return find(wrapper.streamingQuery().lastExecution().executedPlan()).orElseThrow();
  }

  private static Optional<Watermarks> find(SparkPlan plan) {
    if (plan instanceof StateStoreSaveExec save) {
      return Optional.of(new Watermarks(
          (Long) save.eventTimeWatermarkForLateEvents().get(), (Long) save.eventTimeWatermarkForEviction().get()));
    }
    return CollectionConverters.asJava(plan.children()).stream().map(StreamTest::find).flatMap(Optional::stream).findFirst();
  }

  private void runToEnd() throws Exception {
    StreamingQuery stream = start();
    for (List<String> values = batches.poll(); values != null; values = batches.poll()) {
      topic.add(0, values);
      stream.processAllAvailable();
    }
    for (StreamingQueryProgress batch : stream.recentProgress()) {
      progress.put(batch.batchId(), batch);
    }
    stream.stop();
  }

  private Instant watermark(long batch) {
    return Instant.parse(progress.get(batch).eventTime().get("watermark"));
  }

  @Test
  void lateRowsAreDroppedByTheWatermarkOfTheBatchBefore() throws Exception {
    batch(100, 101);
    batch(120, 88);
    batch(121, 91, 94, 95, 99);
    batch(150, 104, 105, 109, 110);
    runToEnd();
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    long committed = checkpoint.lastCommitted().orElseThrow();
    Instant carried = checkpoint.batch(committed).orElseThrow().watermark();
    assertEquals(watermark(committed), carried);
    batch(160, 134, 135, 139, 140);
    batch(161, 144, 145, 149, 150);
    runToEnd();

    assertTrue(used.size() >= 6, used.toString());
    used.forEach((batch, marks) -> {
      Instant late = batch == 0 ? Instant.EPOCH : watermark(batch - 1);
      assertEquals(late.toEpochMilli(), marks.late(), "late, batch " + batch);
      assertEquals(watermark(batch).toEpochMilli(), marks.eviction(), "eviction, batch " + batch);
    });
    assertEquals(carried.toEpochMilli(), used.get(committed + 1).late());

    long valid = counted.values().stream().mapToLong(Sum::valid).sum();
    long inWindows = latest.values().stream().mapToLong(Long::longValue).sum();
    assertEquals(eventSeconds.size(), valid);
    assertEquals(valid, inWindows + countedLate());
    assertTrue(countedLate() > 3, "late " + countedLate());
    assertEquals(countedLate(), counted.values().stream().mapToLong(Sum::late).sum());
  }

  /** As the law says it: late is a reading whose window's end is not after the batch's late watermark. */
  private long countedLate() {
    long late = 0;
    int next = 0;
    for (StreamingQueryProgress batch : progress.values()) {
      long mark = used.get(batch.batchId()).late();
      for (long row = 0; row < batch.numInputRows(); row++) {
        long end = Instant.parse(START).getEpochSecond() + eventSeconds.get(next++) / 5 * 5 + 5;
        late += end * 1000 <= mark ? 1 : 0;
      }
    }
    return late;
  }

  @Test
  void countsValidDeadAndFilteredInOnePass() throws Exception {
    batch(1, 2, -1, 3);
    runToEnd();
    StreamingQueryProgress first = progress.get(0L);
    assertEquals(new Sum(4, 3, Instant.parse(START), 3, 0), counted.get(0L));
    assertEquals(3, first.numInputRows());
  }

  /** As a full disk or a kill leaves it: nothing is known of the state, and nobody is accused of an edit. */
  @Test
  void whatCannotBeReadBesideTheCheckpointCountsAsAbsent() throws Exception {
    batch(1, 2);
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    runToEnd();
    Path file = folder.resolve("checkpoint/courant.json");
    StateGuard.write(query, checkpoint);
    String whole = Files.readString(file);
    for (String cut : List.of("", "{", whole.substring(0, whole.length() / 2), "[]", "{\"plan\":\"a\"}", "\0\0")) {
      Files.writeString(file, cut);
      assertEquals(Optional.empty(), StateGuard.check(query, checkpoint), cut);
    }
    StateGuard.write(query, checkpoint);
    assertEquals(whole, Files.readString(file));
    try (Stream<Path> files = Files.list(folder.resolve("checkpoint"))) {
      assertTrue(files.noneMatch(other -> other.toString().contains("courant.json.")));
    }
  }

  /** Where the second name cannot be written, the first file stays as it was. */
  @Test
  void aFileBesideTheCheckpointIsReplacedWholeOrNotAtAll() throws Exception {
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    checkpoint.writeText("courant.json", "old");
    try (FileChannel reader = FileChannel.open(folder.resolve("checkpoint/courant.json"))) {
      checkpoint.writeText("courant.json", "new and longer");
      assertEquals(3, reader.size());
    }
    assertEquals(Optional.of("new and longer"), checkpoint.readText("courant.json"));
  }

  @Test
  void theCheckpointTellsWhichVersionRanLast() throws Exception {
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    assertEquals(Optional.empty(), StateGuard.lastPlan(checkpoint));
    StateGuard.write(query, checkpoint);
    assertEquals(Optional.of(query.fingerprint().plan()), StateGuard.lastPlan(checkpoint));
  }

  @Test
  void anEditedWindowIsRefusedOnOldState() throws Exception {
    batch(1, 2);
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    assertEquals(Optional.empty(), StateGuard.check(query, checkpoint));
    StateGuard.write(query, checkpoint);
    runToEnd();
    assertEquals(Optional.empty(), StateGuard.check(query, checkpoint));
    String edited = query.file().sql().replace("5 seconds", "7 seconds");
    Problem problem = StateGuard.check(TestSpark.accepted(TestSpark.file("sensor_stats", edited)), checkpoint).orElseThrow();
    assertEquals(Problem.QUERY_CHANGED, problem.code());
    assertEquals("courant reset sensor_stats", problem.hint());
  }
}
